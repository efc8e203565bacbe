#!/usr/bin/env bash
# helm-templates-lint
#
# Finding: a tag can be moved.
# Rationale: a commit cannot.
set -euo pipefail

status=0
cargo xtask helm-lint || status=$?
if [ "$status" -ne 0 ]; then
  echo "::error::helm-templates-lint: cargo xtask helm-lint ended with status $status"
  exit "$status"
fi
echo "helm-templates-lint: clean."
