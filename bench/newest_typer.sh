#!/bin/sh
# Says whether grantcli works with the newest Typer, which its metadata keeps out for the time its start takes.
# The environment is made once and brought up to date once a day. Exits 1 with the output that is wrong.
set -eu
cd "$(dirname "$0")/.."

place=.venv/newest
made=$place/made
output=$(mktemp)
trap 'rm -f "$output"' EXIT

fail() {
    echo "newest Typer: $1" >&2
    cat "$output" >&2
    exit 1
}

quietly() {
    "$@" >"$output" 2>&1 || fail "could not be installed: $*"
}

# `grantcli WORDS` must leave with this exit code and say this.
says() {
    code=$1
    text=$2
    shift 2
    left=0
    "$place/bin/python" -m grantcli "$@" >"$output" 2>&1 || left=$?
    [ "$left" -eq "$code" ] || fail "\`grantcli $*\` exits $left, not $code"
    grep -qF -e "$text" "$output" || fail "\`grantcli $*\` does not say \`$text\`"
}

if [ -z "$(find "$made" -mtime -1 -newer pyproject.toml 2>/dev/null)" ]; then
    rm -f "$made"
    [ -x "$place/bin/pip" ] || quietly .venv/bin/python -m venv --clear "$place"
    quietly "$place/bin/pip" install -qq --retries 1 --upgrade typer rich pyyaml
    quietly "$place/bin/pip" install -qq --retries 1 --no-deps --editable .
    touch "$made"
fi

says 0 "grantcli " --version
says 0 "programme,currency,awards" total --by programme -f csv
says 0 "true total" total --by programme
says 2 'did you mean `funder`?' list fundr:x
says 2 '`--funder`' list --fundr x
says 0 "compare" --help
says 0 "--programme" total --help

version=$("$place/bin/python" -c 'from importlib.metadata import version; print(version("typer"))')
echo "works with Typer $version, the newest"
