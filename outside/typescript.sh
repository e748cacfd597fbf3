#!/usr/bin/env bash
# Checks the generated TypeScript client as its users would: tsc, eslint, prettier and npm pack, with the versions of
# outside/typescript/package-lock.json.
#
# Exits with 0 if all are satisfied, with 1 if one is not, and with 2 if they could not be installed. Leaves the package and
# the player of the scenario, compiled, in target/outside/typescript.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=target/outside/typescript

if ! command -v npm >/dev/null || ! node --eval 'process.exit(Number(process.versions.node.split(".")[0] < 20))'; then
    echo "expected Node.js 20 or newer with npm, found $(node --version 2>/dev/null || echo none); install it from https://nodejs.org" >&2
    exit 2
fi
rm -rf "$work"
mkdir -p "$work/scenario"
cp outside/typescript/* "$work"
cp -r generated/typescript "$work/client"
cp outside/scenario/play.ts "$work/scenario"
cd "$work"
npm ci --no-audit --no-fund --loglevel=error || exit 2

node --version
npm ls --depth=0
npx tsc --project client
npm pack --silent --ignore-scripts ./client
npm install --no-save --no-audit --no-fund --loglevel=error ./kii-client-*.tgz || exit 2
npx tsc --project tsconfig.json
npx eslint client scenario
npx prettier --check --print-width 120 client/src client/*.json scenario/*.ts
echo "the TypeScript client satisfies tsc, eslint and prettier"
