#!/usr/bin/env bash
# What dependencies may be, as deny.toml says: their licences, where they come from, and what is known of their faults. cargo-deny
# is built for minutes the first time. The list of known faults is a git repository at github.com; without it the check cannot be
# made, even if the rest is right.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

install_rust cargo-deny@0.20.2
tool=$(cargo deny --version)
says "$tool, licences and sources" cargo deny --all-features check --hide-inclusion-graph bans licenses sources
timeout 300 cargo deny fetch db || cannot 'the list of known faults, https://github.com/RustSec/advisory-db, cannot be fetched'
says "$tool, known faults" cargo deny --all-features --offline check advisories
