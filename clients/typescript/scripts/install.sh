#!/usr/bin/env bash
# Installs what the lock file says, unless it is there already. Several may ask at once; one of them does it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

is_installed() {
  # npm notes there last of all what it has installed; the stamp says from which lock file that was.
  [ -f node_modules/.package-lock.json ] && cmp -s package-lock.json node_modules/.lock-installed
}

is_installed && exit 0
exec 9>.install.lock
if command -v flock >/dev/null; then
  flock 9
fi
is_installed && exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
cp package-lock.json node_modules/.lock-installed
