#!/usr/bin/env bash
# Builds a program from its Go module at an exact version, checked against Go's checksum database.
# It is built beside its final place and renamed when it runs, so FOLDER exists only whole.
# usage: install-go-server.sh FOLDER MODULE@VERSION
set -euo pipefail

FOLDER=$1
MODULE=$2
if [ -e "$FOLDER" ]; then exit 0; fi # another run was first

rm -rf "$FOLDER.making"
GOBIN="$FOLDER.making" go install -trimpath "$MODULE" >"$FOLDER.log" 2>&1 || {
  echo "install-go-server: $MODULE failed; the end of the log ($FOLDER.log):" >&2
  tail -n 25 "$FOLDER.log" >&2
  exit 1
}
"$FOLDER.making"/* --version >/dev/null
mv -T "$FOLDER.making" "$FOLDER"
rm -f "$FOLDER.log"
