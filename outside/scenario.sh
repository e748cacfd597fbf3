#!/usr/bin/env bash
# Plays outside/scenario/scenario.yaml through all generated clients: against the reference server, where all must see the same,
# and once more through `kii-conformance proxy`, which judges requests and responses on the wire.
#
# Needs what outside/typescript.sh and outside/python.sh install, and runs them if they have not run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash
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
    [[ -z $proxy ]] || kill -INT "$proxy" 2>/dev/null || true
    [[ -z $server ]] || kill -INT "$server" 2>/dev/null || true
}
cleanup+=(stop)

# The message on standard error comes when the target file on standard output is complete.
exec 3< <(exec "$xtask" serve --address 127.0.0.1:0 2>&1 >"$work/target.toml")
server=$!
read -r message <&3 || { echo "the reference server did not start" >&2; exit 1; }
echo "$message"

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

    base=$(sed -n 's/^base_url = "\(.*\)"$/\1/p' "$work/target.toml")
    exec 4< <(exec "$suite" proxy --target "$base" 2>&1 >"$work/$client.verdict")
    proxy=$!
    read -r message <&4 || { echo "the proxy did not start" >&2; exit 1; }
    address=$(sed 's/^listening on \([^,]*\),.*/\1/' <<<"$message")
    sed "s#^base_url = .*#base_url = \"$address\"#" "$work/target.toml" >"$work/proxied.toml"
    play "$client" "$work/proxied.toml" --lawful >/dev/null || { echo "$client: the scenario failed behind the proxy" >&2; status=1; }
    kill -INT "$proxy"
    wait "$proxy" || status=1
    proxy=
    cat <&4 >/dev/null
    sed "s/^/$client on the wire: /" "$work/$client.verdict" | tail -4
done
cargo run --quiet --example client -- "$work/target.toml" || status=1
exit "$status"
