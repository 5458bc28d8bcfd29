#!/usr/bin/env bash
# Builds and tests the client, as `mvn verify` does. Without Node 20 it says so and does nothing, or fails if npm is required:
#   scripts/verify.sh [required]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=$(scripts/missing.sh)
if [ -n "$missing" ]; then
  echo "clients/typescript is neither built nor tested: $missing" >&2
  [ "${1:-}" = required ] && exit 1
  exit 0
fi

scripts/install.sh
npm run --silent check
npm test --silent
npm run --silent docs
