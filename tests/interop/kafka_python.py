#!/usr/bin/env python3
"""kafka-python 2.0.2 (Debian's python3-kafka) against a broker.

    /usr/bin/python3 tests/interop/kafka_python.py BOOTSTRAP [RECORDS]
"""
import sys
import time
import traceback

counts = {"passed": 0, "failed": 0, "skipped": 0}


def finish():
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    sys.exit(1 if counts["failed"] else 0)


def check(name, action):
    try:
        action()
    except Exception:
        counts["failed"] += 1
        print("FAIL kafka-python: " + name)
        print("     | " + traceback.format_exc().replace("\n", "\n     | "))
    else:
        counts["passed"] += 1
        print("ok   kafka-python: " + name)


try:
    from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
    from kafka.admin import ConfigResource, ConfigResourceType, NewPartitions, NewTopic
    from kafka.errors import TopicAlreadyExistsError
except ImportError:
    counts["skipped"] += 1
    print("skip kafka-python: the module is not installed")
    finish()

bootstrap = sys.argv[1]
records = int(sys.argv[2]) if len(sys.argv) > 2 else 10000
run = "%d" % (time.time() * 1000)


def expected():
    text = b"the quick brown fox jumps over the lazy dog and then some more of it"
    return [(b"%d" % (i % 97), b"value-%d-%s" % (i, text[: i % 60])) for i in range(records)]


def codecs():
    from kafka import codec

    available = [None, "gzip"]
    for name, has in (("snappy", codec.has_snappy), ("lz4", codec.has_lz4), ("zstd", codec.has_zstd)):
        if has():
            available.append(name)
        else:
            counts["skipped"] += 1
            print("skip kafka-python: codec %s: its Python module is not installed" % name)
    return available


def consume(topic, count):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", consumer_timeout_ms=20000)
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    consumer.seek_to_beginning(partition)
    got = []
    for record in consumer:
        got.append(record)
        if len(got) == count:
            break
    consumer.close()
    return got


def round_trip(codec, keyed):
    topic = "py-%s-%s-%s" % (codec or "none", "keyed" if keyed else "unkeyed", run)
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type=codec, linger_ms=5)
    want = [(key if keyed else None, value) for key, value in expected()]
    futures = [producer.send(topic, key=key, value=value, partition=0) for key, value in want]
    producer.flush()
    assert [f.get(10).offset for f in futures] == list(range(records)), "offsets start at 0 and have no gaps"
    producer.close()
    got = consume(topic, records)
    assert [(r.key, r.value) for r in got] == want, "byte-equal and in order"
    assert [r.offset for r in got] == list(range(records))


def seeks_by_time():
    topic = "py-time-" + run
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    for stamp in (1000, 2000, 3000):
        producer.send(topic, b"at-%d" % stamp, partition=0, timestamp_ms=int(time.time() * 1000) - 10000 + stamp).get(10)
    base = consume(topic, 3)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap)
    partition = TopicPartition(topic, 0)
    found = consumer.offsets_for_times({partition: base[0].timestamp + 1})
    assert found[partition].offset == 1 and found[partition].timestamp == base[1].timestamp
    assert consumer.offsets_for_times({partition: base[2].timestamp + 1})[partition] is None
    assert consumer.beginning_offsets([partition])[partition] == 0
    assert consumer.end_offsets([partition])[partition] == 3
    consumer.close()
    producer.close()


def administers():
    topic = "py-admin-" + run
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1, topic_configs={"retention.ms": "60000"})])
    try:
        admin.create_topics([NewTopic(topic, num_partitions=2, replication_factor=1)])
        raise AssertionError("a topic was created twice")
    except TopicAlreadyExistsError:
        pass
    admin.create_partitions({topic: NewPartitions(total_count=4)})
    described = admin.describe_topics([topic])
    assert len(described[0]["partitions"]) == 4, described
    resource = ConfigResource(ConfigResourceType.TOPIC, topic)
    rows = {row[0]: row[1] for reply in admin.describe_configs([resource]) for row in reply.resources[0][4]}
    assert rows["retention.ms"] == "60000" and rows["cleanup.policy"] == "delete", rows
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, configs={"retention.ms": "70000"})])
    rows = {row[0]: row[1] for reply in admin.describe_configs([resource]) for row in reply.resources[0][4]}
    assert rows["retention.ms"] == "70000", rows
    assert topic in admin.list_topics()
    assert len(admin.describe_cluster()["brokers"]) >= 1
    admin.delete_topics([topic])
    admin.close()


for codec in codecs():
    for keyed in (True, False):
        check("%d %s records with codec %s" % (records, "keyed" if keyed else "unkeyed", codec or "none"),
              lambda codec=codec, keyed=keyed: round_trip(codec, keyed))
check("seek by time, beginning and end offsets (topic auto-created)", seeks_by_time)
check("creates, describes, alters, extends and deletes a topic", administers)
finish()
