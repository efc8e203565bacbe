#!/usr/bin/env bash
# Records what real helm writes for every template in cases.txt, into expected.json.
#
#   record.sh 3.16=/path/to/helm [4.1=/path/to/helm …]
#
# Each case is the file _body.tpl of a small chart. Its output is taken through base64, so that not a
# byte of it is lost to the YAML around it.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

chart=$work/c
mkdir -p "$chart/templates"
printf 'apiVersion: v2\nname: c\nversion: 0.1.0\n' >"$chart/Chart.yaml"
cp "$here/values.json" "$chart/values.yaml"
cp "$here/helpers.txt" "$chart/templates/_helpers.tpl"
printf 'out: {{ include "c/templates/_body.tpl" . | b64enc }}\n' >"$chart/templates/a.yaml"

# One case, as a JSON object.
record() {
    local case text
    case=$(jq -n --rawfile body "$chart/templates/_body.tpl" '{$body}')
    for pair in "$@"; do
        if text=$("${pair#*=}" template r "$chart" 2>"$work/errors"); then
            sed -n 's/^out: //p' <<<"$text" | base64 -d >"$work/out"
            case=$(jq --arg key "${pair%%=*}" --rawfile out "$work/out" '.[$key] = {$out}' <<<"$case")
        else
            case=$(jq --arg key "${pair%%=*}" --rawfile text "$work/errors" '
                .[$key] = {err: ($text
                    | capture("Error: (?<text>(.|\n)*)").text
                    | split("\n\nUse --debug flag")[0]
                    | rtrimstr("\n"))}' <<<"$case")
        fi
    done
    printf '%s\n' "$case"
}

awk -v prefix="$work/case-" '
    function target() { return sprintf("%s%05d", prefix, count) }
    /^####$/ { count++; first = 0; next }
    { printf "%s%s", (first++ ? "\n" : ""), $0 >target() }
' "$here/cases.txt"

for body in "$work"/case-*; do
    cp "$body" "$chart/templates/_body.tpl"
    record "$@"
done | jq -s . >"$work/expected.json"
mv "$work/expected.json" "$here/expected.json"
