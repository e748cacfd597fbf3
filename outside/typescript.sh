#!/usr/bin/env bash
# Checks the generated TypeScript client, and what README.md shows of it, as its users would: tsc, eslint, prettier and npm pack,
# with the versions of outside/typescript/package-lock.json.
#
# Leaves the package and the player of the scenario, compiled, in target/outside/typescript.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash
work=target/outside/typescript

if ! command -v npm >/dev/null || ! node --eval 'process.exit(Number(process.versions.node.split(".")[0] < 20))'; then
    cannot "expected Node.js 20 or newer with npm, found $(node --version 2>/dev/null || echo none); install it from https://nodejs.org"
fi
rm -rf "$work"
mkdir -p "$work/scenario"
cp outside/typescript/* "$work"
cp -r generated/typescript "$work/client"
cp outside/scenario/play.ts "$work/scenario"
{
    printf 'import { Client } from "kii-client";\n\nexport async function readme(client: Client): Promise<void> {\n'
    readme_block ts 2
    printf '}\n'
} >"$work/scenario/readme.ts"
cd "$work"
npm ci --no-audit --no-fund --loglevel=error || cannot 'npm cannot install the tools'

node --version
npm ls --depth=0
says "tsc $(npx tsc --version | cut -d ' ' -f 2)" npx tsc --project client
npm pack --silent --ignore-scripts ./client
npm install --no-save --no-audit --no-fund --loglevel=error ./kii-client-*.tgz || cannot 'npm cannot install the package'
npx tsc --project tsconfig.json
says "node $(node --version), client.test.mjs" node --test --test-reporter=dot client.test.mjs
says "eslint $(npx eslint --version)" npx eslint client scenario
says "prettier $(npx prettier --version)" npx prettier --check --print-width 120 client/src client/*.json scenario/*.ts
