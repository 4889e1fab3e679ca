#!/usr/bin/env bash
# Install Chromium for the browser tests, unless there is one already or CHROME_BIN names one.
# Installs only on Debian and Ubuntu, as root or with passwordless sudo in CI; elsewhere it prints
# how to install it.
set -euo pipefail

if [[ -n ${CHROME_BIN:-} ]]; then
    [[ -x $CHROME_BIN ]] && exit 0
    echo "CHROME_BIN=$CHROME_BIN is not executable; expected a Chromium or Chrome, or unset it." >&2
    exit 1
fi
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done

as_root=()
if [[ $(id -u) != 0 ]]; then
    # Do not install packages on a developer's machine without asking.
    if [[ -z ${CI:-} ]] || ! sudo --non-interactive true 2>/dev/null; then
        echo "The browser tests need Chromium, which was not found; install it (on Debian:" \
            "sudo apt install chromium), or set CHROME_BIN=/path/to/chromium." >&2
        exit 1
    fi
    as_root=(sudo --non-interactive)
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The browser tests need Chromium, which was not found, and there is no apt-get to install" \
        "it; install it manually, or set CHROME_BIN=/path/to/chromium." >&2
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
    echo "Chromium could not be installed; see the messages above." >&2
    exit 1
fi
