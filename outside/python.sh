#!/usr/bin/env bash
# Checks the generated Python client, and what README.md shows of it, as its users would: a wheel is built and installed, and mypy,
# pyright and ruff read the package, with the versions of outside/python/requirements.txt.
#
# Leaves an environment with the client, and the player of the scenario, in target/outside/python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source outside/parts/install.bash
work=$PWD/target/outside/python

python3 -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' ||
    cannot "expected Python 3.11 or newer with venv, found $(python3 --version 2>/dev/null || echo none); install it"
rm -rf "$work"
mkdir -p "$work/scenario"
cp -r generated/python "$work/client"
cp outside/scenario/play.py outside/python/test_client.py "$work/scenario"
{
    printf '"""What README.md shows."""\n\nimport kii_client\n\n\ndef readme(client: kii_client.Client) -> None:\n'
    printf '    """Read an object."""\n'
    readme_block python 4
} >"$work/scenario/readme.py"
python3 -m venv "$work/env"
export PATH="$work/env/bin:$PATH" VIRTUAL_ENV="$work/env" PIP_DISABLE_PIP_VERSION_CHECK=1
pip install --quiet --requirement outside/python/requirements.txt || cannot 'pip cannot install the tools'
cd "$work"

python --version
pip wheel --quiet --no-deps --wheel-dir dist ./client || cannot 'pip cannot build the wheel'
pip install --quiet --no-deps dist/*.whl

mypy=$(mypy --version | cut -d ' ' -f 1-2) pyright=$(pyright --version | tail -n 1) ruff=$(ruff --version)
says "$(python --version), test_client.py" python scenario/test_client.py
says "$mypy" mypy client/src
says "$mypy" mypy --strict scenario
says "$pyright" pyright --project client --pythonpath env/bin/python client/src
says "$ruff" ruff check client
says "$ruff" ruff format --check client
says "$ruff" ruff check --config client/pyproject.toml --extend-ignore S101 scenario
says "$ruff" ruff format --check --config client/pyproject.toml scenario
