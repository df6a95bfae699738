#!/usr/bin/env bash
# Makes FOLDER/root: Debian testing in a folder of its own, with PostgreSQL and DocumentDB inside it,
# and FOLDER/root/template: a database folder with the extension created, which each start copies.
# It is made beside its final place and renamed when all of it works, so FOLDER exists only whole.
# usage: install-documentdb.sh FOLDER
set -euo pipefail

PATH=$PATH:/usr/sbin:/sbin # a plain user path lacks debootstrap and chroot
FOLDER=$1
if [ -e "$FOLDER" ]; then exit 0; fi # another run was first
MAKING="$FOLDER.making"
ROOT="$MAKING/root"
STARTED=''

say() { echo "install-documentdb: $*" >&2; }

as_postgres() { chroot "$ROOT" runuser -u postgres -- "$@"; }

finish() {
  local status=$?
  if [ -n "$STARTED" ]; then as_postgres "$PG/pg_ctl" -D /template -m immediate stop >/dev/null 2>&1 || true; fi
  if [ "$status" -ne 0 ]; then
    say "failed; the end of the log ($MAKING.log):"
    tail -n 25 "$MAKING.log" >&2 || true
  fi
}
trap finish EXIT

: >"$MAKING.log"
if ! command -v debootstrap >/dev/null; then
  apt-get update -qq >>"$MAKING.log" 2>&1
  apt-get install -y -qq --no-install-recommends debootstrap >>"$MAKING.log" 2>&1
fi

rm -rf --one-file-system "$MAKING"
mkdir -p "$MAKING"
debootstrap --variant=minbase testing "$ROOT" >>"$MAKING.log" 2>&1

# No daemon may start in there, and no database folder is wanted but ours.
printf '#!/bin/sh\nexit 101\n' >"$ROOT/usr/sbin/policy-rc.d"
chmod +x "$ROOT/usr/sbin/policy-rc.d"
mkdir -p "$ROOT/etc/postgresql-common/createcluster.d"
echo 'create_main_cluster = false' >"$ROOT/etc/postgresql-common/createcluster.d/benchline.conf"
cp /etc/resolv.conf "$ROOT/etc/resolv.conf"

# The packages' own scripts want /proc: mounted in a namespace of its own, so nothing stays mounted.
ROOT="$ROOT" DEBIAN_FRONTEND=noninteractive unshare --mount bash -c '
  mount -t proc proc "$ROOT/proc" &&
  chroot "$ROOT" apt-get install -y -qq --no-install-recommends postgresql-18-documentdb' >>"$MAKING.log" 2>&1
chroot "$ROOT" apt-get clean

PG=/$(cd "$ROOT" && ls -d usr/lib/postgresql/*/bin)
chroot "$ROOT" install -d -o postgres -g postgres /template /runs
as_postgres "$PG/initdb" -D /template -U postgres -A trust --locale=C.UTF-8 -E UTF8 --no-sync >>"$MAKING.log" 2>&1
# fsync off: this database lives as long as a test run. mmap: a container's /dev/shm is often 64 MB.
cat >>"$ROOT/template/postgresql.conf" <<'CONF'
listen_addresses = ''
unix_socket_directories = '/template'
shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'
cron.database_name = 'postgres'
dynamic_shared_memory_type = mmap
fsync = off
CONF
STARTED=yes
as_postgres "$PG/pg_ctl" -D /template -l /runs/template.log -w -t 60 start >>"$MAKING.log" 2>&1
as_postgres psql -q -h /template -U postgres -c 'CREATE EXTENSION documentdb CASCADE' >>"$MAKING.log" 2>&1
as_postgres "$PG/pg_ctl" -D /template -m fast -w stop >>"$MAKING.log" 2>&1
STARTED=''
chroot "$ROOT" dpkg-query -W -f '${Package} ${Version}\n' postgresql-18 postgresql-18-documentdb >"$MAKING/versions"

mv -T "$MAKING" "$FOLDER"
rm -f "$MAKING.log"
