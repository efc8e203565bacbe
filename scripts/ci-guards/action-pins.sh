#!/usr/bin/env bash
# action-pins
#
# Finding: an action named by a tag or a branch, or an image without a digest, can be replaced after
# the review and then runs with the token of the job.
# Rationale: everything that a workflow takes from others is named by a whole commit or a digest, and
# .github/pins.yaml says which version each commit is. No network is needed to judge it.
set -euo pipefail

status=0
cargo xtask pins || status=$?
if [ "$status" -ne 0 ]; then
  echo "::error::action-pins: cargo xtask pins ended with status $status"
  exit "$status"
fi
echo "action-pins: clean."
