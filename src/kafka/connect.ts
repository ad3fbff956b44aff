/** From settings to a kafkajs client, and the first look at the brokers: what is wrong is said in one sentence. */
import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import kafkajs, { type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs'
import type { Logger } from 'pino'
import { LinkmeterError } from '../errors.ts'
import { registerCodecs } from './codecs.ts'
import { kafkajsLogging } from './kafkajs-logging.ts'

export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  readonly group_id: string
  /** False: plain TCP. True: TLS with the system's authorities. Else the files to use. */
  readonly ssl: boolean | TlsFiles
  readonly sasl?: SaslSettings | undefined
  /** How long a dead member keeps its partitions: 15 s unless said. */
  readonly session_timeout_ms?: number | undefined
}

/** Paths of PEM files. */
interface TlsFiles {
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

export type SaslSettings =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly username: string
      readonly password: string
    }
  /** Credentials come from AWS's default chain: environment, profile, role. */
  | { readonly mechanism: 'aws-msk-iam'; readonly region: string }

/** A client that goes on trying for about five seconds each time; its users decide about the rest. @throws LinkmeterError */
export async function kafkaClient(settings: KafkaSettings, logger: Logger): Promise<Kafka> {
  registerCodecs()
  const retry = { initialRetryTime: 300, maxRetryTime: 10_000, retries: 4 }
  return new kafkajs.Kafka({ ...(await configOf(settings, logger)), retry })
}

/**
 * Looks whether the brokers answer and have the topics, within about ten seconds.
 * @throws LinkmeterError broker_unreachable, topic_missing
 */
export async function checkTopics(
  settings: KafkaSettings,
  topics: readonly string[],
  logger: Logger,
): Promise<void> {
  const retry = { initialRetryTime: 400, maxRetryTime: 1_000, retries: 2 }
  const admin = new kafkajs.Kafka({ ...(await configOf(settings, logger)), retry }).admin()
  try {
    await admin.connect()
    const known = new Set(await admin.listTopics())
    const missing = topics.find((topic) => !known.has(topic))
    if (missing !== undefined) throw new LinkmeterError('topic_missing', { topic: missing })
  } catch (error) {
    if (error instanceof LinkmeterError) throw error
    throw unreachable(settings, error)
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

export function unreachable(settings: KafkaSettings, error: unknown): LinkmeterError {
  const details = { brokers: settings.brokers.join(', '), reason: reasonOf(error) }
  return new LinkmeterError('broker_unreachable', details, error)
}

/** A message without its full stop: it goes into a sentence. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replace(/\.$/, '')
}

async function configOf(settings: KafkaSettings, logger: Logger): Promise<KafkaConfig> {
  const ssl = typeof settings.ssl === 'boolean' ? settings.ssl : await readTls(settings.ssl)
  return {
    clientId: 'linkmeter',
    brokers: [...settings.brokers],
    connectionTimeout: 2_500,
    ssl,
    ...(settings.sasl === undefined ? {} : { sasl: saslOf(settings.sasl) }),
    ...kafkajsLogging(logger),
  }
}

async function readTls(files: TlsFiles): Promise<ConnectionOptions> {
  const read = async (path: string) => {
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      throw new LinkmeterError('path_unreadable', { path, reason: reasonOf(error) }, error)
    }
  }
  const options: ConnectionOptions = {}
  if (files.ca) options.ca = await read(files.ca)
  if (files.cert) options.cert = await read(files.cert)
  if (files.key) options.key = await read(files.key)
  return options
}

/** How kafkajs is told to authenticate. */
export function saslOf(sasl: SaslSettings): SASLOptions {
  if (sasl.mechanism !== 'aws-msk-iam') return { ...sasl }
  const oauthBearerProvider = async () => {
    // Loaded where it is used: most installations never meet AWS.
    const { generateAuthToken } = await import('aws-msk-iam-sasl-signer-js')
    const { token } = await generateAuthToken({ region: sasl.region })
    return { value: token }
  }
  return { mechanism: 'oauthbearer', oauthBearerProvider }
}
