// kafkajs 2.2.4 against a broker: produces and administers (it consumes in groups only).
//   npm install && node run.js BOOTSTRAP [RECORDS]
process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1'
const { Kafka, CompressionTypes, ConfigResourceTypes, logLevel } = require('kafkajs')

const [bootstrap, countText] = process.argv.slice(2)
const records = Number(countText || 10000)
const run = Date.now()
let passed = 0
let failed = 0

async function check(name, action) {
  try {
    await action()
    passed++
    console.log(`ok   kafkajs: ${name}`)
  } catch (error) {
    failed++
    console.log(`FAIL kafkajs: ${name}\n     | ${error.stack}`)
  }
}

function expect(condition, what) {
  if (!condition) throw new Error(`expected ${what}`)
}

async function produces(kafka, admin, compression, name) {
  const topic = `js-${name}-${run}`
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
  const producer = kafka.producer()
  await producer.connect()
  const batch = 500
  for (let start = 0; start < records; start += batch) {
    const messages = []
    for (let i = start; i < Math.min(start + batch, records); i++) messages.push({ key: `${i % 97}`, value: `value-${i}`, headers: { n: `${i}` } })
    const [answer] = await producer.send({ topic, acks: -1, compression, messages })
    expect(answer.baseOffset === `${start}`, `base offset ${start}, got ${answer.baseOffset}`)
  }
  await producer.disconnect()
  const [offsets] = await admin.fetchTopicOffsets(topic)
  expect(offsets.low === '0' && offsets.high === `${records}`, `offsets 0 to ${records}, got ${JSON.stringify(offsets)}`)
}

async function producesIdempotently(kafka, admin) {
  const topic = `js-idempotent-${run}`
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  for (let i = 0; i < 50; i++) await producer.send({ topic, messages: [{ value: `v${i}` }] })
  await producer.disconnect()
  const [offsets] = await admin.fetchTopicOffsets(topic)
  expect(offsets.high === '50', `50 records, got ${offsets.high}`)
}

async function administers(admin) {
  const topic = `js-admin-${run}`
  expect(await admin.createTopics({ topics: [{ topic, numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '60000' }] }] }), 'true')
  expect((await admin.createTopics({ topics: [{ topic }] })) === false, 'false for a topic that exists')
  await admin.createPartitions({ topicPartitions: [{ topic, count: 4 }] })
  const metadata = await admin.fetchTopicMetadata({ topics: [topic] })
  expect(metadata.topics[0].partitions.length === 4, '4 partitions')
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic }
  const value = async () => {
    const described = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
    return described.resources[0].configEntries.find(e => e.configName === 'retention.ms').configValue
  }
  expect((await value()) === '60000', 'retention.ms 60000')
  await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: [{ name: 'retention.ms', value: '70000' }] }] })
  expect((await value()) === '70000', 'retention.ms 70000')
  expect((await admin.describeCluster()).brokers.length >= 1, 'a broker')
  expect((await admin.listTopics()).includes(topic), 'the topic in the list')
  await admin.deleteTopics({ topics: [topic] })
  expect(!(await admin.listTopics()).includes(topic), 'the topic gone')
}

async function main() {
  const kafka = new Kafka({ clientId: 'interop', brokers: [bootstrap], logLevel: logLevel.ERROR })
  const admin = kafka.admin()
  await admin.connect()
  await check(`produces ${records} records without compression`, () => produces(kafka, admin, CompressionTypes.None, 'none'))
  await check(`produces ${records} records with gzip`, () => produces(kafka, admin, CompressionTypes.GZIP, 'gzip'))
  await check('produces idempotently to an auto-created topic', () => producesIdempotently(kafka, admin))
  await check('creates, describes, alters, extends and deletes a topic', () => administers(admin))
  await admin.disconnect()
  console.log(`${passed} passed, ${failed} failed, 0 skipped`)
  process.exit(failed ? 1 : 0)
}

main().catch(error => {
  console.log(`FAIL kafkajs: ${error.stack}\n${passed} passed, ${failed + 1} failed, 0 skipped`)
  process.exit(1)
})
