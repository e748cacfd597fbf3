#!/usr/bin/env bash
# The static programs of a release and the image, and that suite and server work in both. Needs python3, the standard library of
# Rust for musl, musl-gcc and buildah; apt installs the last two where this runs as root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

command -v python3 >/dev/null || cannot 'there is no python3'
if ! command -v musl-gcc >/dev/null || ! command -v buildah >/dev/null; then
    command -v apt-get >/dev/null && ((EUID == 0)) || cannot 'there is no musl-gcc or no buildah: apt-get install musl-tools buildah'
    { apt-get update && apt-get install --yes --no-install-recommends musl-tools buildah; } >"$folder/apt.log" 2>&1 ||
        cannot 'apt-get cannot install musl-tools and buildah'
fi
target=$(rustc -vV | sed -n 's/^host: //p')
target=${target/%-gnu/-musl}
if [[ ! -d $(rustc --print sysroot)/lib/rustlib/$target ]]; then
    rustup target add "$target" || cannot "rustup cannot add $target"
fi
archive=$(release/build target/dist | tail -n 1)
release/check "$archive"
verdict "$(buildah --version)" "the suite passes from $(basename "$archive") and in its image"
