/** The settings: the environment, parsed once. Nothing else reads `process.env`; docs/settings.md lists them all. */
import { z } from 'zod'
import type { StorePlace } from './clickhouse/open-store.ts'
import type { ReadLimits } from './clickhouse/reading/reader.ts'
import { LinkmeterError } from './errors.ts'
import { isSourceName, type SourceName, type SourceSettings, sourceNames } from './events/sources.ts'
import type { Kept, Retention } from './jobs/retention.ts'
import type { KafkaSettings, SaslSettings } from './kafka/connect.ts'

export interface Config {
  /** Null: events come by HTTP and import only. */
  readonly kafka: (KafkaSettings & { readonly topics: readonly TopicSource[] }) | null
  readonly store: StorePlace
  /** Null: one server or the embedded engine. */
  readonly cluster: string | null
  readonly web: {
    readonly host: string
    readonly port: number
    /** Null: nobody is asked for one, which only a loopback address allows. */
    readonly read_token: string | null
    readonly ingest_token: string | null
    readonly admin_token: string | null
    /** Null: plain HTTP. */
    readonly tls: { readonly cert: string; readonly key: string } | null
  }
  /** Where alerts about one thing of many are posted. May hold what gives access: never to be shown. */
  readonly alerts: {
    readonly alertmanagers: readonly string[]
    readonly webhook: string | null
  }
  /** The SQL endpoint. Null: there is none. */
  readonly sql: SqlSettings | null
  /** What records leave unsaid and only their operator knows. */
  readonly sources: SourceSettings
  /** How long tables keep their rows. */
  readonly retention: Retention
  /** Folders with SLO documents beside the shipped ones. */
  readonly slo_folders: readonly string[]
  /** Folders with detections beside the shipped ones. */
  readonly detection_folders: readonly string[]
  readonly log_level: z.infer<typeof logLevel>
}

export interface SqlSettings {
  readonly port: number
  /** Queries that run beside each other. */
  readonly concurrency: number
  readonly limits: ReadLimits
  /** Of a server: who reads. Null where none is named. */
  readonly reader: { readonly user: string; readonly password: string } | null
}

export interface TopicSource {
  readonly topic: string
  readonly source: SourceName
}

/**
 * Reads every setting; an empty one counts as unset.
 * @throws LinkmeterError settings_invalid, which names every wrong setting and no value
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = withoutEmpty(environment)
  const read = settings.safeParse(given)
  const problems = [
    ...(read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...disagreements(given),
  ]
  if (!read.success || problems.length > 0) {
    throw new LinkmeterError('settings_invalid', { problems: problems.join('\n') })
  }
  return configOf(read.data)
}

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
  error: 'expected fatal, error, warn, info, debug, trace or silent',
})
const mechanism = z.enum(['plain', 'scram-sha-256', 'scram-sha-512', 'aws-msk-iam'], {
  error: 'expected plain, scram-sha-256, scram-sha-512 or aws-msk-iam',
})
const text = z.string()
/** What a header can carry: visible ASCII. */
const token = text.regex(/^[\x21-\x7e]+$/, 'expected letters, digits and signs without spaces')
const port = text
  .regex(/^\d{1,5}$/, 'expected a port')
  .transform(Number)
  .refine((port) => port <= 65_535, 'expected a port up to 65535')
const database = text
  .regex(/^[A-Za-z_]\w*$/, 'expected a name of letters, digits and _ that starts with a letter')
  .refine((name) => !/^(system|information_schema)$/i.test(name), 'is a database of ClickHouse itself')

/** Events that come up to a week late still count. */
const WEEK_DAYS = 7
/** A calendar month, and a day for what is computed late. */
const LONGEST_PERIOD_DAYS = 32

/** Each setting by itself: the key is its name. */
export const settings = z.object({
  KAFKA_BROKERS: listOf(/^(\[[\da-f:.]+\]|[^\s:=/]+):\d{1,5}$/i, 'expected host:port,host:port').optional(),
  KAFKA_TOPICS: text.default('linkmeter.events=native').transform(readTopics),
  KAFKA_GROUP_ID: text.default('linkmeter'),
  KAFKA_SSL: z.stringbool({ error: 'expected true or false' }).default(false),
  KAFKA_SSL_CA: text.optional(),
  KAFKA_SSL_CERT: text.optional(),
  KAFKA_SSL_KEY: text.optional(),
  KAFKA_SASL_MECHANISM: mechanism.optional(),
  KAFKA_SASL_USERNAME: text.optional(),
  KAFKA_SASL_PASSWORD: text.optional(),
  KAFKA_SASL_REGION: text.regex(/^[a-z\d-]+$/, 'expected an AWS region such as eu-central-1').optional(),
  CLICKHOUSE_URL: text
    .refine(isServerUrl, 'expected http(s)://host:port without user or password')
    .optional(),
  CLICKHOUSE_USER: text.default('default'),
  CLICKHOUSE_PASSWORD: text.default(''),
  CLICKHOUSE_DATABASE: database.default('linkmeter'),
  CLICKHOUSE_CLUSTER: text.regex(/^[\w.{}-]+$/, 'expected the name of a cluster').optional(),
  LINKMETER_DATA_DIR: text.default('./data'),
  LINKMETER_HOST: text.regex(/^[^\s/]+$/, 'expected a host name or an address').default('127.0.0.1'),
  LINKMETER_PORT: port.default(9742),
  LINKMETER_SQL_PORT: z.union([z.literal('off'), port], 'expected a port, or off').default(9743),
  LINKMETER_SQL_SECONDS: upTo(3_600).default(30),
  LINKMETER_SQL_MEMORY_MIB: upTo(1_048_576).default(2_048),
  LINKMETER_SQL_ROWS: upTo(100_000_000).default(1_000_000),
  LINKMETER_SQL_RESULT_MIB: upTo(4_096).default(64),
  LINKMETER_SQL_CONCURRENCY: upTo(100).default(8),
  LINKMETER_SQL_USER: text.optional(),
  LINKMETER_SQL_PASSWORD: text.default(''),
  UV_THREADPOOL_SIZE: upTo(1_024).default(4),
  LINKMETER_READ_TOKEN: token.optional(),
  LINKMETER_INGEST_TOKEN: token.optional(),
  LINKMETER_ADMIN_TOKEN: token.optional(),
  LINKMETER_TLS_CERT: text.optional(),
  LINKMETER_TLS_KEY: text.optional(),
  ALERTMANAGER_URL: text
    .transform(split)
    .refine(
      (urls) => urls.length > 0 && urls.every(isHttpUrl),
      'expected http(s)://host:port, separated by commas',
    )
    .default([]),
  ALERT_WEBHOOK_URL: text.refine(isHttpUrl, 'expected http(s)://host:port/path').optional(),
  LINKMETER_VAULT_CORRELATION_HEADER: text
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header')
    .optional(),
  LINKMETER_OPA_REQUEST_ID_PATH: text
    .default('request_id')
    .transform((path) => path.split('/').filter((key) => key !== ''))
    .refine((keys) => keys.length > 0, 'expected keys, separated by /'),
  LINKMETER_KUBERNETES_CLUSTER: text.optional(),
  LINKMETER_KUBERNETES_ACCOUNT: text.optional(),
  LINKMETER_SLOS: listOf(/./, 'expected folders, separated by commas').default([]),
  LINKMETER_DETECTIONS: listOf(/./, 'expected folders, separated by commas').default([]),
  LINKMETER_RETENTION_EVENTS: keptFor('90d', WEEK_DAYS),
  LINKMETER_RETENTION_INVENTORY: keptFor('400d', WEEK_DAYS),
  LINKMETER_RETENTION_AUDIT: keptFor('7y', WEEK_DAYS),
  LINKMETER_RETENTION_REVOCATION: keptFor('7y', WEEK_DAYS),
  LINKMETER_RETENTION_POLICY_CHANGE: keptFor('7y', WEEK_DAYS),
  LINKMETER_RETENTION_LINK_LIFECYCLE: keptFor('7y', WEEK_DAYS),
  LINKMETER_RETENTION_RESULTS: keptFor('400d', LONGEST_PERIOD_DAYS),
  LINKMETER_RETENTION_DEAD_LETTERS: keptFor('90d', 1),
  LOG_LEVEL: logLevel.default('info'),
})

type Settings = z.output<typeof settings>
type Given = Readonly<Record<string, string>>

/** What two settings say against each other. Told from the raw ones, so that it stands beside what else is wrong. */
function disagreements(given: Given): string[] {
  const problems: string[] = []
  const need = (names: readonly string[], why: string) => {
    for (const name of names) if (given[name] === undefined) problems.push(`${name}: needed ${why}`)
  }
  const needSsl = (why: string) => {
    if (settings.shape.KAFKA_SSL.safeParse(given['KAFKA_SSL']).data === false) {
      problems.push(`KAFKA_SSL: must be true ${why}`)
    }
  }
  const mechanism = given['KAFKA_SASL_MECHANISM']
  if (mechanism === 'aws-msk-iam') {
    need(['KAFKA_SASL_REGION'], 'by KAFKA_SASL_MECHANISM=aws-msk-iam')
    needSsl('for KAFKA_SASL_MECHANISM=aws-msk-iam')
  } else if (mechanism !== undefined) {
    need(['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'], 'by KAFKA_SASL_MECHANISM')
  } else if (given['KAFKA_SASL_PASSWORD'] !== undefined) {
    need(['KAFKA_SASL_MECHANISM'], 'to use KAFKA_SASL_PASSWORD')
  }
  if (['KAFKA_SSL_CA', 'KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'].some((name) => given[name] !== undefined)) {
    needSsl('to use the files of KAFKA_SSL_CA, KAFKA_SSL_CERT and KAFKA_SSL_KEY')
  }
  if (given['KAFKA_SSL_CERT'] !== undefined) need(['KAFKA_SSL_KEY'], 'by KAFKA_SSL_CERT')
  if (given['KAFKA_SSL_KEY'] !== undefined) need(['KAFKA_SSL_CERT'], 'by KAFKA_SSL_KEY')
  if (given['LINKMETER_TLS_CERT'] !== undefined) need(['LINKMETER_TLS_KEY'], 'by LINKMETER_TLS_CERT')
  if (given['LINKMETER_TLS_KEY'] !== undefined) need(['LINKMETER_TLS_CERT'], 'by LINKMETER_TLS_KEY')
  for (const name of ['CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD', 'CLICKHOUSE_CLUSTER']) {
    if (given[name] !== undefined) need(['CLICKHOUSE_URL'], `to use ${name}`)
  }
  if (!isLoopback(given['LINKMETER_HOST'] ?? '127.0.0.1')) {
    need(
      ['LINKMETER_READ_TOKEN', 'LINKMETER_INGEST_TOKEN', 'LINKMETER_ADMIN_TOKEN'],
      'where LINKMETER_HOST is not a loopback address, since others can reach it',
    )
  }
  return [...new Set(problems)]
}

function configOf(read: Settings): Config {
  return {
    kafka: kafkaOf(read),
    store: {
      server:
        read.CLICKHOUSE_URL === undefined
          ? null
          : {
              url: read.CLICKHOUSE_URL,
              user: read.CLICKHOUSE_USER,
              password: read.CLICKHOUSE_PASSWORD,
              database: read.CLICKHOUSE_DATABASE,
            },
      data_folder: read.LINKMETER_DATA_DIR,
      database: read.CLICKHOUSE_DATABASE,
    },
    cluster: read.CLICKHOUSE_CLUSTER ?? null,
    web: {
      host: read.LINKMETER_HOST,
      port: read.LINKMETER_PORT,
      read_token: read.LINKMETER_READ_TOKEN ?? null,
      ingest_token: read.LINKMETER_INGEST_TOKEN ?? null,
      admin_token: read.LINKMETER_ADMIN_TOKEN ?? null,
      tls:
        read.LINKMETER_TLS_CERT === undefined || read.LINKMETER_TLS_KEY === undefined
          ? null
          : { cert: read.LINKMETER_TLS_CERT, key: read.LINKMETER_TLS_KEY },
    },
    alerts: { alertmanagers: read.ALERTMANAGER_URL, webhook: read.ALERT_WEBHOOK_URL ?? null },
    sql: sqlOf(read),
    sources: {
      vault_correlation_header: read.LINKMETER_VAULT_CORRELATION_HEADER ?? '',
      opa_request_id_path: read.LINKMETER_OPA_REQUEST_ID_PATH,
      kubernetes_cluster: read.LINKMETER_KUBERNETES_CLUSTER ?? '',
      kubernetes_account: read.LINKMETER_KUBERNETES_ACCOUNT ?? '',
    },
    retention: {
      events: read.LINKMETER_RETENTION_EVENTS,
      inventory: read.LINKMETER_RETENTION_INVENTORY,
      audit: read.LINKMETER_RETENTION_AUDIT,
      revocation: read.LINKMETER_RETENTION_REVOCATION,
      policy_change: read.LINKMETER_RETENTION_POLICY_CHANGE,
      link_lifecycle: read.LINKMETER_RETENTION_LINK_LIFECYCLE,
      results: read.LINKMETER_RETENTION_RESULTS,
      dead_letters: read.LINKMETER_RETENTION_DEAD_LETTERS,
    },
    slo_folders: read.LINKMETER_SLOS,
    detection_folders: read.LINKMETER_DETECTIONS,
    log_level: read.LOG_LEVEL,
  }
}

/** Threads that the service keeps for itself: its own connections to the engine, and files. */
const OWN_THREADS = 8

function sqlOf(read: Settings): SqlSettings | null {
  if (read.LINKMETER_SQL_PORT === 'off') return null
  // A query of the embedded engine holds a thread of libuv's pool: with all of them taken, nothing else would go on.
  const room =
    read.CLICKHOUSE_URL === undefined ? read.UV_THREADPOOL_SIZE - OWN_THREADS : Number.POSITIVE_INFINITY
  return {
    port: read.LINKMETER_SQL_PORT,
    concurrency: Math.max(1, Math.min(read.LINKMETER_SQL_CONCURRENCY, room)),
    limits: {
      seconds: read.LINKMETER_SQL_SECONDS,
      memory_bytes: read.LINKMETER_SQL_MEMORY_MIB * 1_048_576,
      rows: read.LINKMETER_SQL_ROWS,
      bytes: read.LINKMETER_SQL_RESULT_MIB * 1_048_576,
    },
    reader:
      read.LINKMETER_SQL_USER === undefined
        ? null
        : { user: read.LINKMETER_SQL_USER, password: read.LINKMETER_SQL_PASSWORD },
  }
}

function kafkaOf(read: Settings): Config['kafka'] {
  if (read.KAFKA_BROKERS === undefined) return null
  const { KAFKA_SSL_CA: ca, KAFKA_SSL_CERT: cert, KAFKA_SSL_KEY: key } = read
  const hasFiles = ca !== undefined || cert !== undefined || key !== undefined
  return {
    brokers: read.KAFKA_BROKERS,
    topics: read.KAFKA_TOPICS,
    group_id: read.KAFKA_GROUP_ID,
    ssl: read.KAFKA_SSL && hasFiles ? { ca, cert, key } : read.KAFKA_SSL,
    sasl: saslOf(read),
  }
}

function saslOf(read: Settings): SaslSettings | undefined {
  const mechanism = read.KAFKA_SASL_MECHANISM
  if (mechanism === undefined) return undefined
  // Which of them are needed has been checked: an absent one is never used.
  if (mechanism === 'aws-msk-iam') return { mechanism, region: read.KAFKA_SASL_REGION ?? '' }
  const { KAFKA_SASL_USERNAME: username = '', KAFKA_SASL_PASSWORD: password = '' } = read
  return { mechanism, username, password }
}

/** `topic=source,topic=source` */
function readTopics(written: string, context: z.RefinementCtx): TopicSource[] {
  const topics: TopicSource[] = []
  for (const part of split(written)) {
    const [topic = '', source = '', ...more] = part.split('=').map((side) => side.trim())
    // Kafka's own rule for names.
    if (!/^[\w.-]{1,249}$/.test(topic) || more.length > 0)
      context.addIssue('expected topic=source,topic=source')
    else if (!isSourceName(source))
      context.addIssue(`${topic} needs a source: one of ${sourceNames.join(', ')}`)
    else if (topics.some((known) => known.topic === topic)) context.addIssue(`${topic} is named twice`)
    else topics.push({ topic, source })
  }
  return topics
}

/** A whole number above 0. */
function upTo(most: number) {
  const problem = `expected a whole number from 1 to ${most}`
  return text
    .regex(/^[1-9]\d{0,9}$/, problem)
    .transform(Number)
    .refine((number) => number <= most, problem)
}

function listOf(item: RegExp, problem: string) {
  return text
    .transform(split)
    .refine((items) => items.length > 0 && items.every((one) => item.test(one)), problem)
}

/** `90d`, `12w`, `7y`. The most is what a TTL can count up to before ClickHouse's 32-bit times end, in 2106. */
function keptFor(byDefault: string, least_days: number) {
  return text.default(byDefault).transform((written, context): Kept => {
    const [, digits = '', letter] = /^([1-9]\d{0,4})([dwy])$/.exec(written) ?? []
    const kept: Kept =
      letter === 'y'
        ? { count: Number(digits), unit: 'YEAR' }
        : { count: Number(digits) * (letter === 'w' ? 7 : 1), unit: 'DAY' }
    const days = kept.count * (kept.unit === 'YEAR' ? 365 : 1)
    if (letter === undefined) context.addIssue('expected days, weeks or years such as 90d, 12w or 7y')
    else if (days < least_days) context.addIssue(`expected at least ${least_days}d`)
    else if (days > MOST_YEARS * 365) context.addIssue(`expected at most ${MOST_YEARS}y`)
    return kept
  })
}

const MOST_YEARS = 50

function split(written: string): string[] {
  return written
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isHttpUrl(written: string): boolean {
  return URL.canParse(written) && /^https?:$/.test(new URL(written).protocol)
}

/** A password in it would be shown wherever the server is named. */
function isServerUrl(written: string): boolean {
  if (!isHttpUrl(written)) return false
  const { username, password } = new URL(written)
  return username === '' && password === ''
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function withoutEmpty(environment: NodeJS.ProcessEnv): Given {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      // A password may begin or end with a space.
      const meant = (name.endsWith('_PASSWORD') ? value : value?.trim()) ?? ''
      return meant === '' ? [] : [[name, meant]]
    }),
  )
}

/** The environment of this process, for `main` to hand on. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env
}
