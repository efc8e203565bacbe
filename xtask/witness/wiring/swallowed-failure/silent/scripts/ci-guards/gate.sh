#!/usr/bin/env bash
set -euo pipefail
# Never || true.
status=0
cargo xtask gate || status=$?
if [ "$status" -ne 0 ]; then
  exit "$status"
fi
