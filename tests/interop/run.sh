#!/usr/bin/env bash
# Every interop suite against one fresh broker.
#   tests/interop/run.sh BROKER [RECORDS]
# BROKER is the executable (`dotnet publish broker -c Release -o DIR` makes DIR/raftlog-broker). RAFTLOG_KAFKA may name a folder with
# Apache Kafka's jars in libs/; without it, and without kcat, python3-kafka or Node, those suites are skipped.
set -u
broker=${1:?usage: run.sh BROKER [RECORDS]}
records=${2:-10000}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
"$broker" --set node.dataDir="$work/data" --set listeners.0.port=0 --set admin.port=0 --set logging.level=warn >"$work/out" 2>"$work/err" &
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 1 300); do
  grep -q '^RaftLog is ready' "$work/out" && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
port=$(sed -n 's/^RaftLog is ready: kafka=[^ ]*:\([0-9]*\) .*/\1/p' "$work/out")
if [ -z "$port" ]; then
  cat "$work/err"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

suites() {
  bash "$here/kcat.sh" "127.0.0.1:$port" "$records"
  /usr/bin/python3 "$here/kafka_python.py" "127.0.0.1:$port" "$records" || true
  if [ -d "$here/kafkajs/node_modules/kafkajs" ]; then
    (cd "$here/kafkajs" && node run.js "127.0.0.1:$port" "$records")
  else
    echo "skip kafkajs: not installed (npm install in tests/interop/kafkajs)"
    echo "0 passed, 0 failed, 1 skipped"
  fi
  bash "$here/kafka_tools.sh" "127.0.0.1:$port" "${RAFTLOG_KAFKA:-}"
}

suites 2>&1 | tee "$work/suites"
kill -0 "$pid" 2>/dev/null || echo "the broker died: $(tail -5 "$work/err") 0 passed, 1 failed, 0 skipped" >>"$work/suites"
awk '/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $1; f += $3; s += $5; n++ }
  END { if (n < 4) f += 4 - n; printf "%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 }' "$work/suites"
