#!/usr/bin/env bash
# Makes the secrets that docker-compose.yml needs, each once, and notes in .env where they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

folder=${1:-./deploy/secrets}
case $folder in
  /* | ./*) ;;
  *) folder=./$folder ;;
esac

mkdir -p "$folder"
# Nobody else gets in here; the files themselves are read by the containers' own users.
chmod 700 "$folder"
for name in jwt operator unsubscribe grafana; do
  if [ ! -s "$folder/$name" ]; then
    od -An -tx1 -N32 /dev/urandom | tr -d ' \n' >"$folder/$name"
    chmod 444 "$folder/$name"
    printf 'made %s\n' "$folder/$name" >&2
  fi
done
touch .env
if grep -q '^MILEPOST_SECRETS=' .env; then
  printf '.env says already: %s\n' "$(grep '^MILEPOST_SECRETS=' .env)" >&2
else
  printf 'MILEPOST_SECRETS=%s\n' "$folder" >>.env
fi
