#!/usr/bin/env bash
# Plays outside/scenario/scenario.yaml through all generated clients: against the reference server, where all must see the same,
# and once more through `kii-conformance proxy`, which judges requests and responses on the wire.
#
# Needs what outside/typescript.sh and outside/python.sh install, and runs them if they have not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash
source outside/parts/listens.bash
work=$PWD/target/outside/scenario
scenario=$PWD/outside/scenario/scenario.yaml
rm -rf "$work"
mkdir -p "$work"

[[ -d target/outside/typescript/scenario/dist ]] || outside/typescript.sh || exit $?
[[ -d target/outside/python/env ]] || outside/python.sh || exit $?
build_programs
xtask=target/debug/xtask suite=target/debug/kii-conformance

server= proxy=
stop() {
    [[ -z $proxy ]] || kill "$proxy" 2>/dev/null || true
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
}
cleanup+=(stop)

"$xtask" serve --address 127.0.0.1:0 >"$work/target.toml" 2>"$work/server.log" &
server=$!
base=$(listens "$server" "$work/server.log")
printf 'the reference server is %s\n' "$base"

# play NAME TARGET FLAGS...
play() {
    local name=$1 target=$2
    shift 2
    case $name in
        typescript) node target/outside/typescript/scenario/dist/play.js "$scenario" "$target" "$@" ;;
        python) target/outside/python/env/bin/python target/outside/python/scenario/play.py "$scenario" "$target" "$@" ;;
        python-async) target/outside/python/env/bin/python target/outside/python/scenario/play.py "$scenario" "$target" --async "$@" ;;
        rust) SCENARIO_TARGET=$target SCENARIO_LAWFUL=${1:-} SCENARIO_OUTPUT=$work/rust.lines \
            cargo test --quiet --test scenario >"$work/rust.log" 2>&1 || { cat "$work/rust.log"; return 1; }
            cat "$work/rust.lines" ;;
    esac
}

status=0
for client in rust typescript python python-async; do
    play "$client" "$work/target.toml" >"$work/$client.txt" || { echo "$client: the scenario failed" >&2; status=1; continue; }
    if cmp --silent "$work/rust.txt" "$work/$client.txt"; then
        verdict "scenario, $client" "$(wc -l <"$work/$client.txt") steps, the same answers"
    else
        diff "$work/rust.txt" "$work/$client.txt" || status=1
    fi

    "$suite" proxy --target "$base" >"$work/$client.verdict" 2>"$work/$client.log" &
    proxy=$!
    address=$(listens "$proxy" "$work/$client.log")
    sed "s#^base_url = .*#base_url = \"$address\"#" "$work/target.toml" >"$work/proxied.toml"
    play "$client" "$work/proxied.toml" --lawful >/dev/null || { echo "$client: the scenario failed behind the proxy" >&2; status=1; }
    kill "$proxy"
    wait "$proxy" || status=1
    proxy=
    sed "s/^/$client on the wire: /" "$work/$client.verdict" | tail -4
done
cargo run --quiet --example client -- "$work/target.toml" || status=1
exit "$status"
