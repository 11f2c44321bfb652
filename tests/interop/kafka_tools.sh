#!/usr/bin/env bash
# Apache Kafka's own command-line tools against a broker.
#   tests/interop/kafka_tools.sh BOOTSTRAP KAFKA
# KAFKA is a folder with Kafka's jars in libs/ (an unpacked Apache Kafka 4.x release has it). Needs Java 17 or newer.
set -u
bootstrap=${1:?usage: kafka_tools.sh BOOTSTRAP KAFKA}
kafka=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
. "$here/lib.sh"
if [ ! -d "$kafka/libs" ] || ! command -v java >/dev/null; then
  skip "Kafka's tools" "no folder with Kafka's libs/ was given, or Java is missing"
  finish
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=$(date +%s)-$$
topic=tools-$run
cat >"$work/log4j2.yaml" <<'X'
Configuration:
  status: error
  Loggers:
    Root: {level: ERROR}
X

tool() { java -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dlog4j2.configurationFile="$work/log4j2.yaml" -cp "$kafka/libs/*" "$@" 2>&1; }
topics() { tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$bootstrap" "$@"; }
configs() { tool kafka.admin.ConfigCommand --bootstrap-server "$bootstrap" "$@"; }
expect() { # PATTERN COMMAND... : the command succeeds and its output holds the pattern
  local pattern=$1 out
  shift
  out=$("$@") || { echo "$out"; return 1; }
  grep -qE -- "$pattern" <<<"$out" || { echo "no /$pattern/ in: $out"; return 1; }
}

describes_configs() {
  configs --describe --topic "$topic" --all >"$work/configs" || return 1
  expect "retention.ms=70000 .*DYNAMIC_TOPIC_CONFIG:retention.ms=70000" cat "$work/configs" || return 1
  expect "segment.bytes=1073741824" cat "$work/configs"
}

alters_topic_configs() {
  configs --alter --topic "$topic" --add-config retention.ms=70000,cleanup.policy=[compact,delete] || return 1
  describes_configs || return 1
  configs --alter --topic "$topic" --delete-config cleanup.policy || return 1
  configs --describe --topic "$topic" >"$work/configs" && ! grep -q cleanup.policy "$work/configs"
}

refuses_an_existing_topic() {
  ! topics --create --topic "$topic" --partitions 1 >"$work/out" && grep -q "Topic '$topic' already exists." "$work/out"
}

adds_partitions() {
  topics --alter --topic "$topic" --partitions 4 || return 1
  expect "PartitionCount: 4" topics --describe --topic "$topic"
}

refuses_a_bad_config() { ! configs --alter --topic "$topic" --add-config retention.ms=soon >"$work/out" && grep -qi "retention.ms" "$work/out"; }

broker_id() { topics --describe --topic "$topic" | grep -oE 'Leader: [0-9]+' | head -1 | cut -d' ' -f2; }
broker_configs() { expect "num.partitions=" configs --describe --entity-type brokers --entity-name "$(broker_id)" --all; }

console_round_trip() {
  seq 1 100 | sed 's/^/line-/' >"$work/in"
  tool org.apache.kafka.tools.ConsoleProducer --bootstrap-server "$bootstrap" --topic "$topic-console" <"$work/in" || return 1
  tool org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server "$bootstrap" --topic "$topic-console" --partition 0 \
    --offset earliest --max-messages 100 --timeout-ms 20000 >"$work/out" || return 1
  grep '^line-' "$work/out" | cmp - "$work/in"
}

perf_test() {
  expect "20000 records sent" tool org.apache.kafka.tools.ProducerPerformance --topic "$topic" --num-records 20000 --record-size 200 \
    --throughput -1 --producer-props bootstrap.servers="$bootstrap" acks=all enable.idempotence=true || return 1
  local sum
  sum=$(tool org.apache.kafka.tools.GetOffsetShell --bootstrap-server "$bootstrap" --topic "$topic" | grep "^$topic:" | awk -F: '{ s += $3 } END { print s }')
  [ "$sum" = 20000 ] || { echo "end offsets add up to $sum"; return 1; }
}

delete_records() {
  echo "{\"partitions\":[{\"topic\":\"$topic\",\"partition\":0,\"offset\":10}],\"version\":1}" >"$work/delete.json"
  expect "low_watermark: 10" tool org.apache.kafka.tools.DeleteRecordsCommand --bootstrap-server "$bootstrap" --offset-json-file "$work/delete.json" || return 1
  expect "^$topic:0:10$" tool org.apache.kafka.tools.GetOffsetShell --bootstrap-server "$bootstrap" --topic "$topic" --time -2
}

check "kafka-topics --create" expect "Created topic" topics --create --topic "$topic" --partitions 3 --replication-factor 1 --config retention.ms=60000
check "kafka-topics --create refuses an existing topic with Kafka's text" refuses_an_existing_topic
check "kafka-topics --list" expect "^$topic$" topics --list
check "kafka-topics --describe" expect "PartitionCount: 3.*ReplicationFactor: 1.*retention.ms=60000" topics --describe --topic "$topic"
check "kafka-topics --alter adds partitions" adds_partitions
check "kafka-configs alters and describes topic configs with sources and synonyms" alters_topic_configs
check "kafka-configs refuses a value that is not one" refuses_a_bad_config
check "kafka-configs describes a broker" broker_configs
check "kafka-producer-perf-test, idempotent; kafka-get-offsets" perf_test
check "kafka-delete-records, then the earliest offset" delete_records
check "kafka-get-offsets --time max-timestamp" expect "^$topic:0:[0-9]+" tool org.apache.kafka.tools.GetOffsetShell --bootstrap-server "$bootstrap" --topic "$topic" --time -3
check "kafka-log-dirs" expect "\"partition\":\"$topic-0\"" tool org.apache.kafka.tools.LogDirsCommand --bootstrap-server "$bootstrap" --describe --topic-list "$topic"
check "kafka-broker-api-versions" expect "Produce\(0\): 0 to 13" tool org.apache.kafka.tools.BrokerApiVersionsCommand --bootstrap-server "$bootstrap"
check "kafka-features" expect "Feature: metadata.version" tool org.apache.kafka.tools.FeatureCommand --bootstrap-server "$bootstrap" describe
check "kafka-metadata-quorum --status" expect "LeaderId" tool org.apache.kafka.tools.MetadataQuorumCommand --bootstrap-server "$bootstrap" describe --status
check "kafka-metadata-quorum --replication" expect "Leader" tool org.apache.kafka.tools.MetadataQuorumCommand --bootstrap-server "$bootstrap" describe --replication
check "kafka-cluster cluster-id" expect "Cluster ID: .{22}" tool org.apache.kafka.tools.ClusterTool cluster-id --bootstrap-server "$bootstrap"
check "console producer, and console consumer by partition" console_round_trip
check "kafka-topics --delete" topics --delete --topic "$topic"
finish
