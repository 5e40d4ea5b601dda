#!/usr/bin/env bash
# Installs the Debian packages that are missing, where this is root on a machine with apt;
# else prints the one line to type, and goes on with what is there.
set -u
command -v dpkg-query >/dev/null 2>&1 || exit 0
missing=()
for package in "$@"; do
    # libpackage0 may have become libpackage0t64
    for name in "$package" "${package}t64"; do
        status=$(dpkg-query -W -f='${Status}' "$name" 2>/dev/null || true)
        [ "$status" = "install ok installed" ] && continue 2
    done
    missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    { apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 && { rm -f "$log"; exit 0; }
    tail -n 3 "$log"
    rm -f "$log"
fi
echo "Please type this line, then start again if something is missing below:"
echo "    sudo apt-get install --no-install-recommends ${missing[*]}"
exit 0
