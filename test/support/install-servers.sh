#!/bin/sh
# Installs the servers and tools the tests use, where that can be done without asking: as root on Debian. Prints what it lacks.
set -eu

missing=""
[ -n "${DATABASE_URL:-}" ] || command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "${REDIS_URL:-}" ] || command -v redis-server >/dev/null || missing="$missing redis-server"
command -v curl >/dev/null || missing="$missing curl"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "not installed:$missing"
  exit 0
fi
# At run level 1 Debian's packages start no services; the tests start their own.
export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
apt-get -qq update </dev/null >&2
# shellcheck disable=SC2086
apt-get -y -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 install --no-install-recommends $missing </dev/null >&2
