#!/usr/bin/env bash
# The HTML report, and the TypeScript client against the reference server, in Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Without `--package`, dependencies have the features that `cargo test` builds them with, so nothing is built twice.
cargo run --quiet --bin kii-upkeep -- browser-test
