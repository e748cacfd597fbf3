#!/usr/bin/env bash
# The reference server, used through the official JavaScript SDK by a page of another origin in Chromium. CHROMIUM names the
# program if it is not found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash

CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[[ -n $CHROMIUM ]] || cannot 'there is no Chromium; install it (`apt-get install chromium`) or name it in CHROMIUM'
export CHROMIUM
source outside/parts/sdk.bash

node "$folder/sdk/chromium.mjs" "$folder/deployment.json"
