#!/usr/bin/env bash
# The reference server, used through the official JavaScript SDK in Node: with its transport for servers, and with the one for
# browsers in the window of jsdom.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash
source outside/parts/sdk.bash

node "$folder/sdk/node.mjs" "$folder/deployment.json"
