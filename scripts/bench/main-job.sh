#!/usr/bin/env bash
# Times the main job against a loop that makes the very same calls of helm one after another.
#
# The calls are recorded from one run through a wrapper, with what each reads on standard input, so
# that the loop cannot drift from what the main job does. Needs hyperfine and a helm (HELM, or PATH).
set -euo pipefail

cd "$(dirname "$0")/../.."
helm=${HELM:-$(command -v helm || true)}
if [ -z "$helm" ]; then
  helm=$(cargo xtask setup | sed 's/^.*: //')
fi
export HELM=$helm
cargo build --release --quiet --package xtask
binary=$PWD/target/release/xtask

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/helm" <<'WRAPPER'
#!/usr/bin/env bash
call=$(mktemp "$RECORD/call.XXXXXX")
printf '%q ' "$@" >"$call"
case " $* " in
  *" --values - "*) cat >"$call.input" ;;
  *) : >"$call.input" ;;
esac
exec "$REAL_HELM" "$@" <"$call.input"
WRAPPER
chmod +x "$scratch/helm"

mkdir "$scratch/record"
RECORD=$scratch/record REAL_HELM=$helm HELM=$scratch/helm "$binary" helm-lint >/dev/null 2>&1

{
  echo 'set -u'
  for call in "$scratch"/record/call.??????; do
    # Refusals are meant to fail, so the status of a single call says nothing here.
    printf '%q %s <%q >/dev/null 2>&1 || true\n' "$helm" "$(cat "$call")" "$call.input"
  done
} >"$scratch/loop.sh"

echo "$(grep -c . "$scratch/loop.sh") lines, of which calls of helm: $(grep -c '|| true' "$scratch/loop.sh")"
hyperfine --warmup 1 --runs "${RUNS:-10}" --export-json "$scratch/times.json" \
  --command-name "bash loop" "bash $scratch/loop.sh" \
  --command-name "helm-lint" "$binary helm-lint"
python3 - "$scratch/times.json" <<'RATIO'
import json, sys
loop, suite = (result["median"] for result in json.load(open(sys.argv[1]))["results"])
print(f"helm-lint takes {suite / loop:.2f} of the loop ({suite:.2f} s against {loop:.2f} s, medians)")
RATIO
