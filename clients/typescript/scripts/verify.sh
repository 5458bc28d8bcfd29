#!/usr/bin/env bash
# Builds and tests the client, as `mvn verify` does. Without Node 20 it says so and does nothing, or fails if npm is required:
#   scripts/verify.sh [required]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=""
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  missing="node and npm are not on the PATH"
elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  missing="node is $(node --version), and 20 or newer is needed"
fi
if [ -n "$missing" ]; then
  echo "clients/typescript is neither built nor tested: $missing" >&2
  [ "${1:-}" = required ] && exit 1
  exit 0
fi

scripts/install.sh
npm run --silent check
npm test --silent
