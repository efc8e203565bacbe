#!/usr/bin/env bash
# action-pins
#
# Other words stand here.

set -euo pipefail

status=0 # so far
cargo xtask pins || status=$?
if [ "$status" -ne 0 ]; then
  echo "::error::action-pins: cargo xtask pins ended with status $status"
  exit "$status"
fi
echo "action-pins: clean."
