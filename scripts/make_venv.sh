#!/usr/bin/env bash
# Create or update the virtual environment in the folder $1 from requirements.lock.
# PYTHON names the interpreter; by default it is the first common name that is new enough.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=$1

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [[ -n ${PYTHON:-} ]]; then
    if ! new_enough "$PYTHON"; then
        found=$("$PYTHON" --version 2>&1 | head -n 1 || true)
        echo "whomet needs Python 3.11 or newer; PYTHON=$PYTHON is ${found:-not an interpreter}." >&2
        exit 1
    fi
else
    for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then
            PYTHON=$name
            break
        fi
    done
    if [[ -z ${PYTHON:-} ]]; then
        found=$(python3 --version 2>&1 | head -n 1 || true)
        echo "whomet needs Python 3.11 or newer, but found ${found:-none};" \
            "install it, or name it: make install PYTHON=/path/to/python3." >&2
        exit 1
    fi
fi

# Recreate an environment that was moved or whose interpreter no longer exists.
if ! { [[ -x $venv/bin/python ]] && new_enough "$venv/bin/python" \
    && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
    echo "Creating the environment in $venv with $("$PYTHON" --version) ..."
    if ! "$PYTHON" -m venv --clear "$venv"; then
        echo "$PYTHON cannot create environments; install its venv module" \
            "(on Debian and Ubuntu: apt install python3-venv)." >&2
        exit 1
    fi
fi

echo "Installing the packages in requirements.lock ..."
pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet)
# uv takes a tenth of pip's time. pip installs it, and all the rest where uv cannot, which may be
# for settings that only pip has; the index is taken from these.
locked_uv=$(sed -n '/^uv==/,/[^\\]$/p' requirements.lock)
index=${PIP_INDEX_URL:-$("${pip[@]}" config get global.index-url 2>/dev/null || true)}
[[ -z $index || -n ${UV_DEFAULT_INDEX:-} ]] || export UV_DEFAULT_INDEX=$index
if ! { "${pip[@]}" install -r <(echo "$locked_uv") &&
    "$venv/bin/python" -m uv pip install --quiet --python "$venv/bin/python" --require-hashes \
        -r requirements.lock; } 2>/dev/null; then
    "${pip[@]}" install -r requirements.lock
fi
"${pip[@]}" install --no-deps --no-build-isolation -e .
# Compile even if PYTHONDONTWRITEBYTECODE is set, for a fast start of the command.
"$venv/bin/python" -m compileall -q ontology graph loaders queries whomet
echo "Ready: $venv/bin/whomet"
