#!/usr/bin/env bash
# The pages as a book: mdBook reads all of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

install_rust mdbook@0.4.52
build_programs
target/debug/kii-upkeep book
for page in index docs/running docs/command-line docs/spec-language CONTRIBUTING; do
    [[ -s target/book/html/$page.html ]] || { printf 'expected target/book/html/%s.html, found none\n' "$page"; exit 1; }
done
verdict "$(mdbook --version)" "$(find target/book/html -name '*.html' | wc -l) pages"
