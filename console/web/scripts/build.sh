#!/usr/bin/env bash
# Builds the page into dist/, unless what is there is newer than what it is made of. Without Node 20, or where npm reaches no
# registry, it says so, and the console has the page that is there, or none; it fails instead if npm is required:
#   scripts/build.sh [required]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
client=../../clients/typescript

sources=(src public index.html package-lock.json vite.config.ts "$client/src")
if [ -f dist/index.html ] && [ -z "$(find "${sources[@]}" -newer dist/index.html -print -quit)" ]; then
  exit 0
fi

give_up() {
  if [ -f dist/index.html ]; then
    echo "the console's page is an older one: $1" >&2
  else
    echo "the console's page is not built: $1; without it /console/ only answers programs" >&2
  fi
  [ "${2:-}" = required ] && exit 1
  exit 0
}

missing=$("$client/scripts/missing.sh")
[ -z "$missing" ] || give_up "$missing" "${1:-}"
"$client/scripts/install.sh" "$PWD" || give_up "npm could not install what it needs" "${1:-}"
npm run --silent build -- --logLevel warn || give_up "npm run build failed" "${1:-}"
touch dist/index.html
