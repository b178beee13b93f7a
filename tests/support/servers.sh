#!/bin/sh
# Installs what tests use and pip does not have: PostgreSQL, Java for Spark, and Chromium; on Debian, as root, and only what is missing.
set -eu
wanted=""
command -v java >/dev/null || wanted="$wanted openjdk-17-jre-headless"
command -v chromium >/dev/null || wanted="$wanted chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || wanted="$wanted postgresql"
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update --quiet --quiet
  # shellcheck disable=SC2086 # several names
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes --no-install-recommends $wanted >/dev/null
else
  echo "left out: tests that need$wanted, which is not installed"
fi
