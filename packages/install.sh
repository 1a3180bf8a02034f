#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# install.sh LIST: installs the Debian packages of a list that this machine lacks; says nothing if
# it has them all. Written for a bare system: it needs the shell, dpkg and apt-get, nothing else.
set -eu
list=$1

missing() {
    sed 's/#.*//' "$list" | while read -r name; do
        [ -n "$name" ] || continue
        state=$(dpkg-query -W -f '${db:Status-Status} ' "$name" 2>/dev/null || true)
        case " $state" in *" installed "*) ;; *) echo "$name" ;; esac
    done
}

if ! command -v dpkg-query >/dev/null; then
    echo "setup: this is no Debian; please install what $list lists" >&2
    exit 0
fi
wanted=$(missing)
[ -n "$wanted" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
fi
echo "setup: installing Debian packages:" $wanted
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends $wanted; } </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "setup: these Debian packages could not be installed:" $(missing) >&2
    exit 1
fi
