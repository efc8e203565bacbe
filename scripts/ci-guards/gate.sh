#!/usr/bin/env bash
# gate
#
# Finding: a guard that is itself not guarded disappears in an unrelated change: a step with an `if:`,
# a `|| true`, a trigger with a path filter, and the pull request stays green.
# Rationale: the gate runs every offline check, the one over the CI workflow and these scripts
# included. The tests judge the same files again, so that neither job can vanish unseen.
set -euo pipefail

status=0
cargo xtask gate || status=$?
if [ "$status" -ne 0 ]; then
  echo "::error::gate: cargo xtask gate ended with status $status"
  exit "$status"
fi
echo "gate: clean."
