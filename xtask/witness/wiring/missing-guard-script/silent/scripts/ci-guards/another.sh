#!/usr/bin/env bash
# another
#
# Finding: a tag can be moved.
# Rationale: a commit cannot.
set -euo pipefail

status=0
cargo xtask gate || status=$?
if [ "$status" -ne 0 ]; then
  echo "::error::another: cargo xtask gate ended with status $status"
  exit "$status"
fi
echo "another: clean."
