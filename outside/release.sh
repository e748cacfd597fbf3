#!/usr/bin/env bash
# The static programs of a release and the image, and that suite and server work in both. The Dockerfile builds them from what git
# knows of this checkout. Its builder is a stand-in for the image that others pull from a registry: it has /usr and the toolchain of
# this machine, and its `apt-get` and `rustup` do nothing.
#
# Needs python3, musl-gcc, buildah and the standard library of Rust for musl, and root, or `buildah unshare`, as it mounts images. What is
# missing it installs into this machine: musl-tools and buildah by apt-get, the library by rustup. If rustup cannot, the programs are linked
# with a static glibc, so that all but their target is checked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

command -v python3 >/dev/null || cannot 'there is no python3'
((EUID == 0)) || cannot 'it mounts images, which takes root; without root: buildah unshare .ci/outside release'
if ! command -v musl-gcc >/dev/null || ! command -v buildah >/dev/null; then
    command -v apt-get >/dev/null || cannot 'there is no musl-gcc or no buildah, and no apt-get that installs musl-tools and buildah'
    { apt-get update && apt-get install --yes --no-install-recommends musl-tools buildah; } >"$folder/apt.log" 2>&1 ||
        cannot 'apt-get cannot install musl-tools and buildah'
fi

sysroot=$(rustc --print sysroot)
host=$(rustc -vV | sed -n 's/^host: //p')
musl=${host/%-gnu/-musl}
variables=()
if [[ ! -d $sysroot/lib/rustlib/$musl ]] && ! rustup target add "$musl"; then
    [[ -r $(cc -print-file-name=libc.a) ]] || cannot "rustup cannot add $musl, and there is no static glibc (Debian: libc6-dev)"
    printf 'rustup cannot add %s, so the programs are linked with a static glibc\n' "$musl"
    variables+=("KII_RELEASE_TARGET=$host" 'RUSTFLAGS="-C target-feature=+crt-static"')
fi
cargo fetch --quiet --locked || cannot 'cargo cannot fetch the dependencies'

# The checkout as a clone has it, changes included, beside what people keep in theirs.
checkout=$folder/checkout
mkdir -p "$checkout/target" "$folder/dist" target/outside/release
git ls-files -z --cached --others --exclude-standard >"$folder/files"
tar --create --null --files-from "$folder/files" | tar --extract --directory "$checkout"
touch "$checkout"/{.env,target.toml,target/debris}

buildah=(buildah --storage-driver vfs --root "$folder/images" --runroot "$folder/run")

# image NAME CONTEXT FLAGS...: builds an image.
image() {
    local name=$1 context=$2
    shift 2
    "${buildah[@]}" bud --isolation chroot --tag "localhost/$name" "$@" "$context"
}

# The folder in which the files of an image are.
mounted() {
    "${buildah[@]}" mount "$("${buildah[@]}" from "localhost/$1")"
}

printf 'FROM scratch\nCOPY . /\n' >"$folder/sent.Dockerfile"
image sent "$checkout" --quiet --file "$folder/sent.Dockerfile"
(cd "$(mounted sent)" && find . ! -type d -printf '%P\n') | sort >"$folder/sent"
tr '\0' '\n' <"$folder/files" | grep -v '^fuzz/' | sort >"$folder/expected"
diff "$folder/expected" "$folder/sent" || {
    printf 'expected that a builder gets (>) what git knows (<) without fuzz/; mend .dockerignore\n'
    exit 1
}

builder=$folder/builder
mkdir -p "$builder"/{stand-in,etc,root,tmp,usr}
for link in bin lib lib64 sbin; do
    [[ ! -L /$link ]] || cp -P "/$link" "$builder/"
done
cp -a /etc/ssl /etc/alternatives /etc/ld.so.* "$builder/etc/"
printf '#!/bin/sh\n' | tee "$builder/stand-in/apt-get" >"$builder/stand-in/rustup"
chmod +x "$builder"/stand-in/*
variables+=("PATH=/stand-in:$sysroot/bin:/usr/bin:/bin" HOME=/root CARGO_HOME=/cargo CARGO_NET_OFFLINE=true)
# How cargo builds here, it builds there.
for variable in "${!CARGO_BUILD_@}" "${!CARGO_PROFILE_@}"; do
    variables+=("$variable=${!variable}")
done
printf 'FROM scratch\nCOPY . /\nENV %s\n' "${variables[*]}" >"$folder/builder.Dockerfile"
image builder "$builder" --quiet --file "$folder/builder.Dockerfile"

volumes=(--volume /usr:/usr:ro --volume "${CARGO_HOME:-$HOME/.cargo}:/cargo")
[[ $sysroot == /usr ]] || volumes+=(--volume "$sysroot:$sysroot:ro")
# The archive is wanted here, too; and what is compiled is kept from one run to the next.
volumes+=(--volume "$folder/dist:/archive" --volume "$PWD/target/outside/release:/src/target")
image built "$checkout" --build-arg BUILDER=localhost/builder "${volumes[@]}"

archive=$(echo "$folder"/dist/*.tar.gz)
release/context "$archive" "$folder/context"
image packed "$folder/context" --quiet
for name in built packed; do
    "${buildah[@]}" inspect --type image --format '{{.OCIv1.Config}}' "localhost/$name" >"$folder/$name"
    (cd "$(mounted "$name")" && find . -printf '%M %U:%G %p\n' | sort -k 3 && find . -type f -exec sha256sum {} +) >>"$folder/$name"
done
diff "$folder/built" "$folder/packed" || {
    printf 'expected the same image of Dockerfile (<) and of release/context (>)\n'
    exit 1
}
release/check "$archive"
verdict "$(buildah --version)" "the suite passes from $(basename "$archive") and in its image, which the Dockerfile makes"
