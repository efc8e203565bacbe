#!/bin/sh
# Stands in for helm in the tests of the command line; FAKE_HELM says how it behaves.
case "$FAKE_HELM:$1" in
old:version) echo v3.9.0 ;;
*:version) echo v3.16.1 ;;
hangs:*)
    # With a child that holds the pipes open longer than the caller waits.
    sleep 30 &
    wait
    ;;
killed:*) kill -9 $$ ;;
logs:*)
    # One line for each call: the command, its arguments, what it reads.
    input=$(cat)
    printf '%s\t%s\t%s\n' "$1" "$*" "$input" >>"$FAKE_HELM_LOG"
    printf '%s' "$input" | "$FAKE_HELM_REAL" "$@"
    ;;
esac
