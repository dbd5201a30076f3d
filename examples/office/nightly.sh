#!/bin/sh
# nightly.sh FOLDER: a dump of the database, the papers, and the seal of the day (UTC) that is over; then the
# newest seal before it is held against what stands now, and everything is judged again. Ends with 1, and says
# why, where something is not what it was. Run by the account of the installation, with its environment.
set -eu
umask 077
bin=$(cd "$(dirname "$0")/../../.venv/bin" && pwd)
cd "$1"
day=$(date -u -d yesterday +%F)
before=$(ls seal-*.json 2>/dev/null | grep -v "seal-$day.json" | tail -n 1 || true)

pg_dump --format=custom --file="tongguan-$day.dump" "$TONGGUAN_DATABASE"
mkdir -p "$TONGGUAN_VAR/documents"
tar -C "$TONGGUAN_VAR" -cf "documents-$day.tar" documents
"$bin/tongguan" seal "$day" --keep "seal-$day.json"
ends=0
[ -z "$before" ] || "$bin/tongguan" seal --against "$before" || ends=1
"$bin/tongguan" clearsessions || ends=1
"$bin/tongguan" replay || ends=1
exit $ends
