#!/usr/bin/env bash
# kcat (librdkafka) against a broker: every codec, keyed and unkeyed, byte-equal and in order, offsets, seek by time.
#   tests/interop/kcat.sh BOOTSTRAP [RECORDS]
set -u
bootstrap=${1:?usage: kcat.sh BOOTSTRAP [RECORDS]}
records=${2:-10000}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
if ! command -v kcat >/dev/null; then
  skip kcat "kcat is not installed"
  finish
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=$(date +%s)-$$

# Lines of different lengths that compress, but not to nothing; the number makes each unique.
seq 1 "$records" | awk '{ printf "%d:value-%d-%s\n", $1 % 97, $1, substr("the quick brown fox jumps over the lazy dog and then some more of it", 1, $1 % 60) }' >"$work/keyed"
cut -d: -f2- "$work/keyed" >"$work/unkeyed"

round_trip() { # TOPIC CODEC keyed|unkeyed
  local topic=$1 codec=$2 kind=$3
  if [ "$kind" = keyed ]; then
    kcat -b "$bootstrap" -P -t "$topic" -p 0 -z "$codec" -K: -X acks=all -l "$work/keyed" || return 1
    kcat -b "$bootstrap" -C -t "$topic" -p 0 -o beginning -e -q -f '%k:%s\n' >"$work/out" || return 1
  else
    kcat -b "$bootstrap" -P -t "$topic" -p 0 -z "$codec" -X acks=all -l "$work/unkeyed" || return 1
    kcat -b "$bootstrap" -C -t "$topic" -p 0 -o beginning -e -q -f '%s\n' >"$work/out" || return 1
  fi
  cmp "$work/$kind" "$work/out"
}

offsets_have_no_gaps() {
  kcat -b "$bootstrap" -C -t "$1" -p 0 -o beginning -e -q -f '%o\n' | awk -v n="$records" '$1 != NR - 1 { exit 1 } END { if (NR != n) exit 1 }'
}

seeks_by_time() {
  local topic=kcat-time-$run middle
  printf 'early\n' | kcat -b "$bootstrap" -P -t "$topic" -p 0 || return 1
  middle=$(($(date +%s%3N) + 1))
  while [ "$(date +%s%3N)" -le "$middle" ]; do :; done
  printf 'late\n' | kcat -b "$bootstrap" -P -t "$topic" -p 0 || return 1
  [ "$(kcat -b "$bootstrap" -C -t "$topic" -p 0 -o "s@$middle" -e -q)" = late ] || return 1
  kcat -b "$bootstrap" -Q -t "$topic:0:$middle" | grep -q "offset 1"
}

for codec in none gzip snappy lz4 zstd; do
  for kind in keyed unkeyed; do
    topic=kcat-$codec-$kind-$run
    check "kcat: $records $kind records with codec $codec come back byte-equal and in order (topic auto-created)" round_trip "$topic" "$codec" "$kind"
    check "kcat: offsets of $topic start at 0 and have no gaps" offsets_have_no_gaps "$topic"
  done
done
check "kcat: seek and query by time" seeks_by_time
check "kcat: lists the topics it made" bash -c "kcat -b '$bootstrap' -L | grep -q 'kcat-none-keyed-$run'"
check "kcat: reads the last record by a negative offset" bash -c "kcat -b '$bootstrap' -C -t 'kcat-none-unkeyed-$run' -p 0 -o -1 -e -q | cmp - <(tail -1 '$work/unkeyed')"
finish
