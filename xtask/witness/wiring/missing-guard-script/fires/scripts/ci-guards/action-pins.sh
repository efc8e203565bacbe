#!/usr/bin/env bash
# action-pins
#
# Finding: a tag can be moved.
# Rationale: a commit cannot.
set -euo pipefail

status=0
cargo xtask pins || status=$?
if [ "$status" -ne 0 ]; then
  echo "::error::action-pins: cargo xtask pins ended with status $status"
  exit "$status"
fi
echo "action-pins: clean."
