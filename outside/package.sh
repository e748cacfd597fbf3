#!/usr/bin/env bash
# The packages as a registry would get them: cargo packs each, and compiles it from what was packed alone, which takes minutes. What is
# packed has to be committed. A warning that outside/ignored.tsv does not excuse is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

command -v python3 >/dev/null || cannot 'there is no python3'
# Those that may be published; `publish = false` is an empty list here.
cargo metadata --format-version 1 --locked --no-deps >"$folder/metadata"
readarray -t packages < <(python3 - "$folder/metadata" <<'PYTHON'
import json, sys

with open(sys.argv[1]) as file:
    packages = json.load(file)["packages"]
print("\n".join(sorted(package["name"] for package in packages if package["publish"] != [])))
PYTHON
)
[[ -n ${packages[0]:-} ]] || { printf 'expected packages without `publish = false` in Cargo.toml, found none\n'; exit 1; }

cargo package --locked --color never "${packages[@]/#/--package=}" 2>&1 | tee "$folder/log"
for name in "${packages[@]}"; do
    grep -q "^   Verifying $name v" "$folder/log" || {
        printf 'expected that cargo compiles the package %s, found no line "Verifying %s"\n' "$name" "$name"
        exit 1
    }
done
sed -n 's/^warning: //p' "$folder/log" >"$folder/warnings"
excuse 'cargo package' "$folder/warnings"
verdict "$(cargo --version)" "${#packages[@]} packages compile from what is packed: ${packages[*]}"
