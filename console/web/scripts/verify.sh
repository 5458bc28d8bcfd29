#!/usr/bin/env bash
# Tests the page's logic, as `mvn verify` does; its ways in a real browser are tested against a node by the launcher's tests.
# Without Node 20 it says so and does nothing, or fails if npm is required:
#   scripts/verify.sh [required]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
client=../../clients/typescript

missing=$("$client/scripts/missing.sh")
if [ -n "$missing" ]; then
  echo "console/web is not tested: $missing" >&2
  [ "${1:-}" = required ] && exit 1
  exit 0
fi

"$client/scripts/install.sh" "$PWD"
npm run --silent check
npm test --silent
