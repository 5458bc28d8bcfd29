#!/usr/bin/env bash
# Says what is missing to build with npm; nothing if nothing is.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "node and npm are not on the PATH"
elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "node is $(node --version), and 20 or newer is needed"
fi
