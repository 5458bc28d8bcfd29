#!/usr/bin/env bash
# Builds the peers of the benchmark that can be built without root, each in its own folder here, and says what is missing.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=6.9.1
module=github.com/centrifugal/centrifugo/v6
missing=()

say() { printf '%s\n' "$*"; }

has() { PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null 2>&1; }

# step NAME PROGRAM COMMAND...: runs the command if there is the program that it needs.
step() {
  local name=$1 program=$2 began=$SECONDS
  shift 2
  if ! has "$program"; then
    missing+=("$name: there is no $program to build it with")
    return
  fi
  say "$name: building ..."
  if ("$@"); then
    say "$name: built in $((SECONDS - began)) s"
  else
    missing+=("$name: the build failed, as told above")
  fi
}

# Go's proxy may not have the commit of Centrifugo's own library, centrifuge, that it is pinned to. CENTRIFUGE then names a
# folder with that commit.
buildCentrifugo() {
  local flags="-X $module/internal/build.Version=$version" source work library
  if [ -z "${CENTRIFUGE:-}" ]; then
    GOBIN="$here/bin" go install -ldflags "$flags" "$module@v$version"
    return
  fi
  source=$(go mod download -json "$module@v$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
  [ -n "$source" ] && cp -r "$source/." "$work" && chmod -R u+w "$work" && library=$(realpath "$CENTRIFUGE") && cd "$work" &&
    go mod edit -replace "github.com/centrifugal/centrifuge=$library" &&
    go build -mod=mod -ldflags "$flags" -o "$here/bin/centrifugo" .
}

# is NAME PROGRAM PACKAGES: says what has to come from the system.
is() {
  if has "$2"; then
    say "$1: there is $2"
  else
    missing+=("$1: as root, apt-get install $3")
  fi
}

step "Socket.IO" npm npm ci --prefix "$here/socketio" --no-audit --no-fund
step "Spring" mvn mvn -B -q -ntp -f "$here/spring" package
if has centrifugo; then
  say "Centrifugo: there is centrifugo"
else
  step "Centrifugo" go buildCentrifugo
fi
is "Socket.IO" node "nodejs"
is "Mosquitto" mosquitto "mosquitto"
if has nginx && [ -r /usr/lib/nginx/modules/ngx_nchan_module.so ]; then
  say "nchan: there is an nginx with nchan"
else
  missing+=("nchan: as root, apt-get install nginx libnginx-mod-nchan")
fi

if [ ${#missing[@]} -gt 0 ]; then
  say "Missing:"
  printf '  %s\n' "${missing[@]}"
  exit 1
fi
say "Nothing is missing."
