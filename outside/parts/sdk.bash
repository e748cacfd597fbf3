# What the checks with the official JavaScript SDK share: the SDK and a reference server. To be sourced behind install.bash.
#
# The SDK is proprietary: it is installed from the registry each time, and no part of it belongs into this repository.

command -v npm >/dev/null || cannot 'there is no npm'
cp -r outside/sdk "$folder/sdk"
npm ci --prefix "$folder/sdk" --no-audit --no-fund --loglevel=error || cannot 'npm cannot install outside/sdk/package-lock.json'

# KII_SERVER names a program that is built already.
[[ -n ${KII_SERVER:-} ]] || cargo build --quiet --package kii-server --features cli
"${KII_SERVER:-target/debug/kii-server}" serve --address 127.0.0.1:0 --data "$folder/data" >"$folder/target.toml" 2>"$folder/serve.log" &
server=$!
cleanup=("kill $server 2>/dev/null || true" "${cleanup[@]}")
# The line on standard error comes when the target file is complete.
until grep -q listening "$folder/serve.log"; do
    kill -0 "$server" || { cat "$folder/serve.log"; exit 1; }
    read -rt 0.1 <> <(:) || true
done
