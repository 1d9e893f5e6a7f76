# Shared by the scripts beside it; sourced, never run.
# shellcheck shell=bash
set -euo pipefail

PROJECT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BASE_IMAGE=debian:trixie-slim
export PROJECT_DIR BASE_IMAGE

if [ -t 1 ]; then bold=$'\e[1m'; dim=$'\e[2m'; red=$'\e[31m'; plain=$'\e[0m'; else bold= dim= red= plain=; fi

say()  { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }
note() { printf '    %s\n' "$*"; }
fail() { printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2; shift; for line in "$@"; do printf '       %s\n' "$line" >&2; done; exit 1; }

# as_root COMMAND...: directly as root, through sudo for everybody else.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "'$1' needs root and there is no sudo on this machine" "Run the same command as root."
    fi
}

# docker_cli ARGUMENTS...: the engine's client, as root where this account may not use the engine.
docker_cli() {
    if [ -z "${DOCKER_AS_ROOT:-}" ]; then
        if docker info >/dev/null 2>&1; then DOCKER_AS_ROOT=no; else DOCKER_AS_ROOT=yes; fi
    fi
    if [ "$DOCKER_AS_ROOT" = no ]; then docker "$@"; else as_root docker "$@"; fi
}

# An engine that is stuck takes the connection and never answers.
engine_answers() { as_root timeout 15 docker info --format '{{.ServerVersion}}' 2>/dev/null | grep -q '[0-9]'; }

# wait_for SECONDS WHAT COMMAND...: repeats COMMAND until it succeeds.
wait_for() {
    local seconds=$1 what=$2 started=$SECONDS; shift 2
    until "$@"; do
        [ $((SECONDS - started)) -lt "$seconds" ] || return 1
        [ -t 1 ] && printf '\r    %swaiting for %s: %ss%s ' "$dim" "$what" "$((SECONDS - started))" "$plain"
        sleep 1
    done
    [ -t 1 ] && [ $((SECONDS - started)) -gt 0 ] && printf '\r\e[K'
    return 0
}
