#!/usr/bin/env bash
# Generators of Rust clients read the OpenAPI documents. They are built without optimisation, which takes minutes the first time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

install_rust cargo-progenitor@0.15.1
cargo-progenitor progenitor --input generated/openapi-3.0.json --output "$folder/progenitor" \
    --name progenitor-client --version 0.1.0 --license-name MIT >"$folder/progenitor.log" 2>&1 ||
    { tail -n 20 "$folder/progenitor.log"; exit 1; }
methods=$(grep -c 'pub async fn' "$folder/progenitor/src/lib.rs")
operations=$(python3 - <<'PYTHON'
import json

with open("generated/openapi-3.0.json") as file:
    paths = json.load(file)["paths"].values()
print(sum(isinstance(operation, dict) for item in paths for operation in item.values()))
PYTHON
)
verdict 'progenitor 0.15.1' "$methods of $operations operations have a method"
((methods == operations))
