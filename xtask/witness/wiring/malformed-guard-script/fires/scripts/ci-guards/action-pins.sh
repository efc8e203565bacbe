#!/bin/sh
set -u # expect: wiring/malformed-guard-script
cargo xtask pins
echo "pins: clean." # expect: wiring/malformed-guard-script
