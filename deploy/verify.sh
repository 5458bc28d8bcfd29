#!/usr/bin/env bash
# Brings up docker-compose.yml in real containers and runs tests against Testcontainers' Kafka, with images that deploy/images.sh
# makes: for every night, or by hand. What stands behind it is given to Maven, such as -o.
# Uses the Docker engine that answers; else starts one, on 127.0.0.1 alone and with its data in a temporary folder, and ends it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*" >&2; }

start_engine() {
  local work engine tries=0
  if ! command -v dockerd >/dev/null || [ "$(id -u)" -ne 0 ]; then
    say "no Docker engine answers, and none can be started: apt-get install docker.io docker-compose, and be root"
    exit 1
  fi
  work=$(mktemp -d)
  say "starting dockerd, its log in $work/log"
  dockerd --ip 127.0.0.1 --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" \
    --host "unix://$work/docker.sock" >"$work/log" 2>&1 &
  engine=$!
  # shellcheck disable=SC2064 # as they are now
  trap "kill $engine; wait $engine || true; rm -rf '$work'" EXIT
  export DOCKER_HOST=unix://$work/docker.sock
  until docker info >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ] || ! kill -0 "$engine" 2>/dev/null; then
      tail -n 20 "$work/log" >&2
      exit 1
    fi
    sleep 1
  done
}

docker info >/dev/null 2>&1 || start_engine

# The tests alone: what else there is to check, mvn verify does.
run() {
  local module=$1 tests=$2
  shift 2
  mvn -B -ntp verify -pl "$module" -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false "-Dit.test=$tests" \
    -Dfailsafe.failIfNoSpecifiedTests=false -Danalysis=-g -Danalysis.tests=-g -Dstrict=false -Djacoco.skip=true \
    -Dspotless.check.skip=true -Dclient.skip=true "$@"
}

say "docker-compose.yml"
run launcher ComposeIT -Dengine=required "$@"

say "Testcontainers' Kafka"
# Its own helper cannot be pulled; what it started ends with the tests' JVM.
export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1 TESTCONTAINERS_CHECKS_DISABLE=true TESTCONTAINERS_RYUK_DISABLED=true
run gateway NativeSocketIT,GapIT -Dkafka=container -Dkafka.image=apache/kafka:local "$@"
