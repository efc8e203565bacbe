#!/usr/bin/env bash
# gate
#
# Finding: a tag can be moved.
# Rationale: a commit cannot.
set -euo pipefail

status=0
cargo xtask gate || status=$?
if [ "$status" -ne 0 ]; then
  echo "::error::gate: cargo xtask gate ended with status $status"
  exit "$status"
fi
echo "gate: clean."
