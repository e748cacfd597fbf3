#!/usr/bin/env bash
# Checks the generated Python client as its users would: a wheel is built and installed, and mypy, pyright and ruff read the
# package, with the versions of outside/python/requirements.txt.
#
# Exits with 0 if all are satisfied, with 1 if one is not, and with 2 if they could not be installed. Leaves an environment with
# the client, and the player of the scenario, in target/outside/python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$PWD/target/outside/python

if ! python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))'; then
    echo "expected Python 3.11 or newer with venv, found $(python3 --version 2>/dev/null || echo none); install it" >&2
    exit 2
fi
rm -rf "$work"
mkdir -p "$work/scenario"
cp -r generated/python "$work/client"
cp outside/scenario/play.py "$work/scenario"
python3 -m venv "$work/env"
export PATH="$work/env/bin:$PATH" VIRTUAL_ENV="$work/env" PIP_DISABLE_PIP_VERSION_CHECK=1
pip install --quiet --requirement outside/python/requirements.txt || exit 2
cd "$work"

python --version
mypy --version
pyright --version
ruff --version
pip wheel --quiet --no-deps --wheel-dir dist ./client || exit 2
pip install --quiet --no-deps dist/*.whl
mypy client/src
mypy --strict scenario
pyright --project client --pythonpath env/bin/python client/src
ruff check client
ruff format --check client
ruff check --config client/pyproject.toml --extend-ignore S101 scenario
ruff format --check --config client/pyproject.toml scenario
echo "the Python client satisfies mypy, pyright and ruff"
