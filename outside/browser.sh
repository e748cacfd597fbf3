#!/usr/bin/env bash
# The HTML report, and the TypeScript client against the reference server, in Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

build_programs
target/debug/kii-upkeep browser-test
