#!/usr/bin/env bash
# Make sure that there is a Chromium for the tests that look at pages; does nothing where there is.
# CHROME_BIN names another one. On Debian and Ubuntu, as root or where sudo asks nothing in CI, it
# is installed; elsewhere one sentence says how.
set -euo pipefail

if [[ -n ${CHROME_BIN:-} ]]; then
    [[ -x $CHROME_BIN ]] && exit 0
    echo "CHROME_BIN=$CHROME_BIN is no program; name a Chromium or Chrome, or unset it." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done

as_root=()
if [[ $(id -u) != 0 ]]; then
    # Nobody's own machine gets a package without being asked.
    if [[ -z ${CI:-} ]] || ! sudo --non-interactive true 2>/dev/null; then
        echo "Pages are tested in Chromium, which is not here; install it (on Debian:" \
            "sudo apt install chromium), or name one: CHROME_BIN=/path/to/chromium." >&2
        exit 1
    fi
    as_root=(sudo --non-interactive)
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Pages are tested in Chromium, which is not here, and there is no apt-get to install it;" \
        "install it by hand, or name one: CHROME_BIN=/path/to/chromium." >&2
    exit 1
fi

echo "Installing Chromium ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { "${as_root[@]}" apt-get update --quiet=2 &&
    "${as_root[@]}" apt-get install --quiet=2 --yes --no-install-recommends \
        chromium fonts-dejavu-core; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "Chromium could not be installed; the lines above say why." >&2
    exit 1
fi
