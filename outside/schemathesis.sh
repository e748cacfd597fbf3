#!/usr/bin/env bash
# The reference server, asked by requests that schemathesis makes from the OpenAPI document.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash
source outside/parts/listens.bash

# How many requests are made up for each operation, beside those that cover the schema.
readonly EXAMPLES=3

install_python schemathesis==4.32.5

build_programs
target/debug/xtask serve --address 127.0.0.1:0 >"$folder/target.toml" 2>"$folder/serve.log" &
server=$!
cleanup+=("kill $server 2>/dev/null")
listens "$server" "$folder/serve.log"

python3 - "$folder/target.toml" >"$folder/schemathesis.toml" <<'PYTHON'
import sys, tomllib

with open(sys.argv[1], "rb") as file:
    target = tomllib.load(file)
principals, scopes = target["principals"], target["scopes"]
parameters = {
    "appID": target["app_id"],
    "userID": principals["owner"]["user_id"],
    "groupID": scopes["group"]["id"],
    "thingID": scopes["thing"]["id"],
}
print(f'base-url = "{target["base_url"]}"')
print(f'headers = {{ Authorization = "Bearer {principals["owner"]["token"]}" }}')
print("[parameters]")
for name, value in parameters.items():
    print(f'"path.{name}" = "{value}"')
print("[[operations]]")
print('include-tag = "thing"')
print(f'headers = {{ Authorization = "Bearer {principals["thing"]["token"]}" }}')
PYTHON

# A fixed seed, so that the same requests are sent every time. One worker: several disturb each other.
schemathesis --config-file "$folder/schemathesis.toml" run generated/openapi.json \
    --max-examples "$EXAMPLES" --seed 1 --workers 1 --continue-on-failure --no-color \
    --report json --report-json-path "$folder/report.json" >"$folder/log" 2>&1 || true
test -s "$folder/report.json" || { tail -n 40 "$folder/log"; exit 1; }
python3 - "$folder/report.json" >"$folder/broken" 2>"$folder/requests" <<'PYTHON'
import json, sys

with open(sys.argv[1]) as file:
    report = json.load(file)
for failure in report["failures"]:
    print(failure["code"])
for error in report["errors"]:
    print(error["title"])
if not report["complete"] or report["operations"]["tested"] != report["operations"]["total"]:
    print("incomplete")
cases = report["test_cases"]["generated"]
print(f'{cases} requests to {report["operations"]["tested"]} operations in {report["running_time"]:.0f} s', file=sys.stderr)
PYTHON
requests=$(<"$folder/requests")
excuse schemathesis "$folder/broken" || { grep -A 12 '^- ST' "$folder/log" | head -n 120; exit 1; }
verdict 'schemathesis 4.32.5' "$requests; broken rules: $(paste -sd ' ' "$folder/broken"), all excused"
