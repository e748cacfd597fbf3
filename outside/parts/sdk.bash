# What the checks with the official JavaScript SDK share: the SDK and a reference server. To be sourced behind install.bash.
#
# The SDK is proprietary: it is installed from the registry each time, and no part of it belongs into this repository.

command -v npm >/dev/null || cannot 'there is no npm'
cp -r outside/sdk "$folder/sdk"
npm ci --prefix "$folder/sdk" --silent || cannot 'npm cannot install outside/sdk/package-lock.json'

# KII_SERVER names a program that is built already.
[[ -n ${KII_SERVER:-} ]] || cargo build --quiet --package kii-server --features cli
kii_server=${KII_SERVER:-target/debug/kii-server}
secret=secret-$RANDOM$RANDOM
cat >"$folder/server.toml" <<TOML
[[apps]]
id = "sdk-app"
key = "sdk-key"

[[apps.admins]]
client_id = "sdk-client"
client_secret_hash = "$("$kii_server" hash-password <<<"$secret")"
TOML
"$kii_server" serve --config "$folder/server.toml" --address 127.0.0.1:0 --data "$folder/data" --log off 2>"$folder/serve.log" &
server=$!
cleanup=("kill $server 2>/dev/null || true" "${cleanup[@]}")
source outside/parts/listens.bash
base_url=$(listens "$server" "$folder/serve.log")
printf '{"baseURL":"%s","appID":"sdk-app","appKey":"sdk-key","clientID":"sdk-client","clientSecret":"%s"}' \
    "$base_url" "$secret" >"$folder/deployment.json"
