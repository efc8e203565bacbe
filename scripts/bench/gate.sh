#!/usr/bin/env bash
# Times the whole gate with the embedded renderer, the built binary, against one `helm template` of the
# same chart, and tells apart what `cargo xtask` adds. Then 4,096 combinations in one process.
#
# Needs hyperfine and a helm (HELM, or PATH).
set -euo pipefail

cd "$(dirname "$0")/../.."
helm=${HELM:-$(command -v helm || true)}
if [ -z "$helm" ]; then
  helm=$(cargo xtask setup | sed 's/^.*: //')
fi
cargo build --release --quiet --package xtask
cargo build --release --quiet --package helm-template --example many

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
hyperfine --shell=none --warmup 5 --runs "${RUNS:-40}" --export-json "$scratch/times.json" \
  --command-name "helm template" "$helm template certctl deploy/helm/certctl" \
  --command-name "gate --engine embedded" "target/release/xtask gate --engine embedded" \
  --command-name "cargo xtask --help" "cargo xtask --help"
python3 - "$scratch/times.json" <<'RATIO'
import json, sys
helm, gate, cargo = (result["median"] for result in json.load(open(sys.argv[1]))["results"])
print(f"the gate takes {gate / helm:.2f} of one helm template ({gate * 1000:.0f} ms against {helm * 1000:.0f} ms, medians)")
print(f"cargo xtask adds {cargo * 1000:.0f} ms")
RATIO

target/release/examples/many deploy/helm/certctl \
  server.replicas=2 server.tls.existingSecret=tls server.auth.existingSecret=auth \
  postgresql.auth.existingSecret=database backup.enabled=true migrations.viaHook=true \
  monitoring.serviceMonitor.enabled=true monitoring.prometheusRules.enabled=true \
  networkPolicy.enabled=true podDisruptionBudget.enabled=true \
  agent.enabled=true,agent.existingSecret=agent server.reloader.enabled=true
