#!/usr/bin/env bash
# Makes the images that docker-compose.yml needs from what this machine has, where none can be pulled: its own JDK and shell,
# Kafka's and the mail inbox's jars out of Maven's repository, HAProxy and Prometheus out of Debian's packages. They are called
# NAME:local, so that they are never taken for the real ones. Prints the variables that name them, for .env or the environment:
#
#   mvn -P quick -DskipTests package && deploy/images.sh >>.env
#
# There is none of Grafana, which Debian has not: start the other services by name. Needs root for apt-get's cache alone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

GREENMAIL=2.1.13
USER_ID=10001

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "deploy/images.sh: $*"
  exit 1
}

docker info >/dev/null 2>&1 || fail "no Docker engine answers. On Debian: apt-get install docker.io docker-compose, then dockerd --ip 127.0.0.1"
[ -n "$(find launcher/target/lib -name 'kafka_2.13-*.jar' 2>/dev/null)" ] ||
  fail "launcher/target/lib has no jars: mvn -P quick -DskipTests package makes them"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What a program or library is linked with, itself not among it.
linked() { ldd "$@" 2>/dev/null | grep -o '/[^ :]*' | sort -u || true; }

# Copies programs into a folder, to the same path, with all that they are linked with.
bring() {
  local folder=$1 file
  shift
  for file in "$@" $(linked "$@"); do
    [ -e "$folder$file" ] || cp -L --parents "$file" "$folder"
  done
}

jdk() {
  local java
  java=${JAVA_HOME:+$JAVA_HOME/bin/java}
  java=$(readlink -f "${java:-$(command -v java)}") || fail "no Java found"
  dirname "$(dirname "$java")"
}

# A Linux with a shell and a JDK, and nothing that is not needed.
base() {
  local folder=$work/base home name
  home=$(jdk)
  mkdir -p "$folder"/{tmp,etc,opt/java,usr/bin,root}
  chmod 1777 "$folder/tmp"
  printf 'root:x:0:0::/root:/bin/sh\nmilepost:x:%s:%s::/tmp:/bin/sh\n' $USER_ID $USER_ID >"$folder/etc/passwd"
  printf 'root:x:0:\nmilepost:x:%s:\n' $USER_ID >"$folder/etc/group"
  printf 'hosts: files dns\n' >"$folder/etc/nsswitch.conf"
  for name in bash sh cat chmod cp date env grep head id ls mkdir mv rm sed sleep tr; do
    bring "$folder" "$(readlink -f "/bin/$name")"
    mkdir -p "$folder/bin"
    cp -L "/bin/$name" "$folder/bin/$name"
  done
  bring "$folder" $(ldconfig -p | grep -oE '/\S+/libnss_(dns|files)\.so\.2' || true)
  tar -C "$home" -ch --exclude=./jmods --exclude=./legal --exclude=./man --exclude=./include --exclude=./docs \
    --exclude=./demo --exclude=./lib/src.zip --exclude='./lib/*.debuginfo' . | tar -C "$folder/opt/java" -x
  local library
  for library in $(linked "$home/bin/java" "$home"/lib/server/libjvm.so "$home"/lib/lib{java,zip,net,nio,jimage,management}.so); do
    case $library in
      "$home"/*) ;;
      *) [ -e "$folder$library" ] || cp -L --parents "$library" "$folder" ;;
    esac
  done
  tar -C "$folder" -c . | docker import \
    -c 'ENV PATH=/opt/java/bin:/usr/bin:/bin' -c 'ENV JAVA_HOME=/opt/java' -c 'ENV LANG=C.UTF-8' \
    - milepost-base:local >/dev/null
}

kafka() {
  local folder=$work/kafka
  mkdir -p "$folder"/{libs,data}
  cp launcher/target/lib/*.jar "$folder/libs"
  # Ours have no place in it.
  rm -f "$folder"/libs/*-SNAPSHOT.jar
  cp deploy/local/kafka-run "$folder/run"
  cp deploy/local/kafka-logback.xml "$folder/logback.xml"
  chmod 755 "$folder/run"
  cat >"$folder/Dockerfile" <<'END'
FROM milepost-base:local
COPY libs /opt/kafka/libs
COPY run logback.xml /etc/kafka/docker/
COPY --chown=1000:1000 data /var/lib/kafka/data
USER 1000:1000
CMD ["/etc/kafka/docker/run"]
END
  docker build -q -t apache/kafka:local "$folder" >/dev/null
}

mail() {
  local folder=$work/mail jar=com/icegreen/greenmail-standalone/$GREENMAIL/greenmail-standalone-$GREENMAIL.jar
  local repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
  mkdir -p "$folder"
  [ -f "$repository/$jar" ] ||
    mvn -B -ntp -q "-Dmaven.repo.local=$repository" dependency:get -Dtransitive=false \
      "-Dartifact=com.icegreen:greenmail-standalone:$GREENMAIL" >&2
  cp "$repository/$jar" "$folder/greenmail.jar"
  cat >"$folder/Dockerfile" <<'END'
FROM milepost-base:local
COPY greenmail.jar /greenmail.jar
USER 10001:10001
ENTRYPOINT ["/bin/sh", "-c", "exec java $JAVA_OPTS $GREENMAIL_OPTS -jar /greenmail.jar"]
END
  docker build -q -t greenmail/standalone:local "$folder" >/dev/null
}

# Unpacks a Debian package and those that it needs and this machine has not, without installing any.
unpack() {
  local folder=$1 package=$2 deb
  mkdir -p "$folder" "$work/debs/partial"
  if ! dpkg -s "$package" >/dev/null 2>&1; then
    apt-get install -y -qq --download-only --no-install-recommends -o Dir::Cache::archives="$work/debs" "$package" >/dev/null 2>&1 ||
      fail "apt-get cannot download $package: apt-get update, perhaps"
  fi
  for deb in "$work"/debs/*.deb; do
    [ ! -e "$deb" ] || dpkg -x "$deb" "$folder"
  done
  rm -f "$work"/debs/*.deb
}

# An image of one program of a Debian package.
debian() {
  local package=$1 program=$2
  local from=$work/debian/$package folder=$work/$package library
  unpack "$from" "$package"
  [ -e "$from$program" ] || from=
  mkdir -p "$folder"/{tmp,etc,bin}
  chmod 1777 "$folder/tmp"
  cp -L "$from$program" "$folder/bin/"
  for library in $(LD_LIBRARY_PATH=$(find "$from/usr/lib" -name '*.so*' -printf '%h:' 2>/dev/null | tr -s ':') linked "$from$program"); do
    mkdir -p "$folder$(dirname "${library#"$from"}")"
    cp -L "$library" "$folder${library#"$from"}"
  done
  printf 'nobody:x:65534:65534::/tmp:/bin/sh\n' >"$folder/etc/passwd"
  printf 'nogroup:x:65534:\n' >"$folder/etc/group"
}

balancer() {
  debian haproxy /usr/sbin/haproxy
  mkdir -p "$work/haproxy/usr/local/etc/haproxy"
  # Its health is asked with a shell.
  bring "$work/haproxy" "$(readlink -f /bin/bash)"
  [ -e "$work/haproxy/bin/bash" ] || cp -L /bin/bash "$work/haproxy/bin/bash"
  tar -C "$work/haproxy" -c . | docker import -c 'USER 65534' \
    -c 'CMD ["/bin/haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]' - haproxy:local >/dev/null
}

prometheus() {
  debian prometheus /usr/bin/prometheus
  cp -L "$([ -e "$work/debian/prometheus/usr/bin/promtool" ] && echo "$work/debian/prometheus")/usr/bin/promtool" "$work/prometheus/bin/"
  mkdir -p "$work/prometheus/prometheus" "$work/prometheus/etc/prometheus"
  chown 65534:65534 "$work/prometheus/prometheus" 2>/dev/null || chmod 1777 "$work/prometheus/prometheus"
  tar -C "$work/prometheus" -c . | docker import -c 'USER 65534' -c 'ENTRYPOINT ["/bin/prometheus"]' \
    - prom/prometheus:local >/dev/null
}

for image in base kafka mail balancer prometheus; do
  began=$SECONDS
  $image
  say "made $image in $((SECONDS - began)) s"
done
files=$(docker run --rm --network none milepost-base:local bash -c 'ulimit -Hn')
if [ "$files" != unlimited ] && [ "$files" -lt 65536 ]; then
  printf 'OPEN_FILES=%s\n' "$files"
fi
cat <<'END'
BASE_IMAGE=milepost-base:local
KAFKA_IMAGE=apache/kafka:local
MAIL_IMAGE=greenmail/standalone:local
BALANCER_IMAGE=haproxy:local
PROMETHEUS_IMAGE=prom/prometheus:local
END
