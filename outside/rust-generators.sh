#!/usr/bin/env bash
# Generators of Rust clients read the OpenAPI documents. They are built without optimisation, which takes minutes the first time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

# How many operations a document has.
operations() {
    python3 - "$1" <<'PYTHON'
import json, sys

METHODS = {"get", "head", "post", "put", "patch", "delete"}
with open(sys.argv[1]) as file:
    paths = json.load(file)["paths"].values()
print(sum(name in METHODS for item in paths for name in item))
PYTHON
}

# generated TOOL DOCUMENT CLIENT COMMAND...: runs a generator; the client that it makes has a method for each operation.
generated() {
    local tool=$1 document=$2 client=$3 methods operations
    shift 3
    "$@" >"$folder/log" 2>&1 || { tail -n 20 "$folder/log"; verdict "$tool" 'it does not read the document'; return 1; }
    methods=$(grep -c 'pub async fn' "$client")
    operations=$(operations "$document")
    verdict "$tool" "$methods of $operations operations of $document have a method"
    ((methods == operations))
}

install_rust cargo-progenitor@0.15.1
install_rust oas3-gen@0.26.2

generated 'progenitor 0.15.1' generated/openapi-3.0.json "$folder/progenitor/src/lib.rs" \
    cargo-progenitor progenitor --input generated/openapi-3.0.json --output "$folder/progenitor" \
    --name progenitor-client --version 0.1.0 --license-name MIT

# oas3-gen reads no address that is relative to the server's. It gets a copy in which the address for tokens is whole, with the
# server that the document names if nobody names another.
broken=$folder/oas3-gen-broken document=generated/openapi.json
touch "$broken"
if ! oas3-gen generate client-mod --input "$document" --output "$folder/oas3-gen" >"$folder/log" 2>&1; then
    echo relative-token-url >"$broken"
    document=$folder/openapi.json
    python3 - >"$document" <<'PYTHON'
import json

with open("generated/openapi.json") as file:
    document = json.load(file)
server = document["servers"][0]["variables"]["baseUrl"]["default"]
for scheme in document["components"]["securitySchemes"].values():
    for flow in scheme.get("flows", {}).values():
        flow["tokenUrl"] = server + flow["tokenUrl"]
print(json.dumps(document))
PYTHON
fi
excuse oas3-gen "$broken"
generated 'oas3-gen 0.26.2' generated/openapi.json "$folder/oas3-gen/client.rs" \
    oas3-gen generate client-mod --input "$document" --output "$folder/oas3-gen"
