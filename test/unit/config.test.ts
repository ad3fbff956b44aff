import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConfig, settings } from '../../src/config.ts'
import { LinkmeterError } from '../../src/errors.ts'

function problemsOf(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof LinkmeterError && error.code === 'settings_invalid') return error.message
    throw error
  }
  return ''
}

describe('without any setting', () => {
  test('the engine is embedded, Kafka is off and only this machine can reach the service', () => {
    expect(readConfig({})).toEqual({
      kafka: null,
      store: { server: null, data_folder: './data', database: 'linkmeter' },
      cluster: null,
      web: {
        host: '127.0.0.1',
        port: 9742,
        read_token: null,
        ingest_token: null,
        admin_token: null,
        tls: null,
      },
      alerts: { alertmanagers: [], webhook: null },
      sql: {
        port: 9743,
        // Node's four threads are the service's own.
        concurrency: 1,
        limits: { seconds: 30, memory_bytes: 2_147_483_648, rows: 1_000_000, bytes: 67_108_864 },
        reader: null,
      },
      sources: {
        vault_correlation_header: '',
        opa_request_id_path: ['request_id'],
        kubernetes_cluster: '',
        kubernetes_account: '',
      },
      retention: {
        events: { count: 90, unit: 'DAY' },
        inventory: { count: 400, unit: 'DAY' },
        audit: { count: 7, unit: 'YEAR' },
        revocation: { count: 7, unit: 'YEAR' },
        policy_change: { count: 7, unit: 'YEAR' },
        link_lifecycle: { count: 7, unit: 'YEAR' },
        results: { count: 400, unit: 'DAY' },
        dead_letters: { count: 90, unit: 'DAY' },
      },
      slo_folders: [],
      detection_folders: [],
      log_level: 'info',
    })
  })

  test('an empty setting counts as unset', () => {
    expect(readConfig({ KAFKA_BROKERS: '', LINKMETER_PORT: ' ', LOG_LEVEL: '' })).toEqual(readConfig({}))
  })
})

describe('the SQL endpoint', () => {
  const concurrency = (settings: NodeJS.ProcessEnv) => readConfig(settings).sql?.concurrency

  test('can be left out', () => expect(readConfig({ LINKMETER_SQL_PORT: 'off' }).sql).toBeNull())

  test('leaves eight threads to the service where the engine is embedded', () => {
    expect(concurrency({ UV_THREADPOOL_SIZE: '16' })).toBe(8)
    expect(concurrency({ UV_THREADPOOL_SIZE: '16', LINKMETER_SQL_CONCURRENCY: '20' })).toBe(8)
    expect(concurrency({ UV_THREADPOOL_SIZE: '10' })).toBe(2)
    expect(concurrency({ CLICKHOUSE_URL: 'http://db:8123' })).toBe(8)
  })

  test('says what is wrong with its settings', () => {
    const wrong = { LINKMETER_SQL_PORT: 'on', LINKMETER_SQL_SECONDS: '0', LINKMETER_SQL_ROWS: 'many' }
    expect(() => readConfig(wrong)).toThrow(
      /LINKMETER_SQL_PORT: expected a port, or off[\s\S]*LINKMETER_SQL_SECONDS: expected a whole number[\s\S]*LINKMETER_SQL_ROWS/,
    )
  })
})

describe('what records leave unsaid', () => {
  test('is told by settings', () => {
    const { sources } = readConfig({
      LINKMETER_VAULT_CORRELATION_HEADER: 'X-Correlation-Id',
      LINKMETER_OPA_REQUEST_ID_PATH: '/attributes/request/http/id',
      LINKMETER_KUBERNETES_CLUSTER: 'prod-eu',
      LINKMETER_KUBERNETES_ACCOUNT: '222222222222',
    })
    expect(sources).toEqual({
      vault_correlation_header: 'X-Correlation-Id',
      opa_request_id_path: ['attributes', 'request', 'http', 'id'],
      kubernetes_cluster: 'prod-eu',
      kubernetes_account: '222222222222',
    })
  })

  test('a header that no request can have, and a path without keys, are refused', () => {
    expect(problemsOf({ LINKMETER_VAULT_CORRELATION_HEADER: 'x id' })).toContain(
      'LINKMETER_VAULT_CORRELATION_HEADER: expected the name of a header',
    )
    expect(problemsOf({ LINKMETER_OPA_REQUEST_ID_PATH: '/' })).toContain(
      'LINKMETER_OPA_REQUEST_ID_PATH: expected keys, separated by /',
    )
  })
})

describe('Kafka', () => {
  const brokers = { KAFKA_BROKERS: 'one:9092, [::1]:9093' }

  test('brokers alone read native events from one topic', () => {
    expect(readConfig(brokers).kafka).toEqual({
      brokers: ['one:9092', '[::1]:9093'],
      topics: [{ topic: 'linkmeter.events', source: 'native' }],
      group_id: 'linkmeter',
      ssl: false,
      sasl: undefined,
    })
  })

  test('several topics, each with its source', () => {
    const { kafka } = readConfig({ ...brokers, KAFKA_TOPICS: 'aws.trail = cloudtrail,events=native' })
    expect(kafka?.topics).toEqual([
      { topic: 'aws.trail', source: 'cloudtrail' },
      { topic: 'events', source: 'native' },
    ])
  })

  test('a topic with an unknown source, one without, and one named twice are all named', () => {
    const problems = problemsOf({ KAFKA_TOPICS: 'a=syslog,b,c=native,c=native' })
    expect(problems).toContain('KAFKA_TOPICS: a needs a source: one of native, cloudtrail')
    expect(problems).toContain('KAFKA_TOPICS: b needs a source')
    expect(problems).toContain('KAFKA_TOPICS: c is named twice')
  })

  test('TLS with files, and SASL with a password', () => {
    const { kafka } = readConfig({
      ...brokers,
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA: '/etc/ca.pem',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'reader',
      KAFKA_SASL_PASSWORD: ' spaces count ',
    })
    expect(kafka?.ssl).toEqual({ ca: '/etc/ca.pem' })
    expect(kafka?.sasl).toEqual({
      mechanism: 'scram-sha-512',
      username: 'reader',
      password: ' spaces count ',
    })
  })

  test('MSK takes a region and no password', () => {
    const iam = { ...brokers, KAFKA_SASL_MECHANISM: 'aws-msk-iam' }
    const { kafka } = readConfig({ ...iam, KAFKA_SSL: 'true', KAFKA_SASL_REGION: 'eu-central-1' })
    expect(kafka?.sasl).toEqual({ mechanism: 'aws-msk-iam', region: 'eu-central-1' })
    expect(problemsOf(iam)).toContain('KAFKA_SASL_REGION: needed')
    expect(problemsOf(iam)).toContain('KAFKA_SSL: must be true')
  })
})

describe('retention', () => {
  test('is told in days, weeks or years', () => {
    const { retention } = readConfig({
      LINKMETER_RETENTION_EVENTS: '2w',
      LINKMETER_RETENTION_AUDIT: '10y',
      LINKMETER_RETENTION_DEAD_LETTERS: '1d',
    })
    expect(retention).toMatchObject({
      events: { count: 14, unit: 'DAY' },
      audit: { count: 10, unit: 'YEAR' },
      dead_letters: { count: 1, unit: 'DAY' },
    })
  })

  test.each([
    ['90', 'expected days, weeks or years such as 90d, 12w or 7y'],
    ['0d', 'expected days, weeks or years such as 90d, 12w or 7y'],
    ['1.5y', 'expected days, weeks or years such as 90d, 12w or 7y'],
    ['6d', 'expected at least 7d'],
    ['51y', 'expected at most 50y'],
  ])('of %s is refused', (LINKMETER_RETENTION_EVENTS, problem) => {
    expect(problemsOf({ LINKMETER_RETENTION_EVENTS })).toContain(`LINKMETER_RETENTION_EVENTS: ${problem}`)
  })

  test('of results is no shorter than a month, which they are read for', () => {
    const problems = problemsOf({ LINKMETER_RETENTION_RESULTS: '31d' })
    expect(problems).toContain('LINKMETER_RETENTION_RESULTS: expected at least 32d')
  })
})

describe('wrong settings', () => {
  test('are all told at once, a line each', () => {
    const problems = problemsOf({
      KAFKA_BROKERS: 'broker-without-port',
      KAFKA_SSL: 'perhaps',
      KAFKA_SASL_MECHANISM: 'plain',
      CLICKHOUSE_URL: 'clickhouse:8123',
      CLICKHOUSE_DATABASE: 'a; DROP DATABASE b',
      LINKMETER_PORT: '99999',
      LINKMETER_HOST: '0.0.0.0',
      LOG_LEVEL: 'loud',
    })
    const named = problems.split('\n').flatMap((line) => /^([A-Z_]+): /.exec(line)?.[1] ?? [])
    expect(named.toSorted()).toEqual([
      'CLICKHOUSE_DATABASE',
      'CLICKHOUSE_URL',
      'KAFKA_BROKERS',
      'KAFKA_SASL_PASSWORD',
      'KAFKA_SASL_USERNAME',
      'KAFKA_SSL',
      'LINKMETER_ADMIN_TOKEN',
      'LINKMETER_INGEST_TOKEN',
      'LINKMETER_PORT',
      'LINKMETER_READ_TOKEN',
      'LOG_LEVEL',
    ])
  })

  test('never show what they hold', () => {
    const problems = problemsOf({
      KAFKA_SASL_MECHANISM: 'hunter2-a',
      KAFKA_SASL_PASSWORD: 'hunter2-b',
      CLICKHOUSE_URL: 'https://user:hunter2-c@clickhouse:8443',
      CLICKHOUSE_PASSWORD: 'hunter2-d',
      LINKMETER_READ_TOKEN: 'hunter2 e',
      LINKMETER_INGEST_TOKEN: 'hunter2 f',
    })
    expect(problems).toContain('LINKMETER_READ_TOKEN: ')
    expect(problems).toContain('CLICKHOUSE_URL: ')
    expect(problems).not.toContain('hunter2')
  })

  test.each(['system', 'INFORMATION_SCHEMA', '1st', 'a-b', 'a.b'])(
    'a database cannot be called %s',
    (CLICKHOUSE_DATABASE) => {
      expect(problemsOf({ CLICKHOUSE_DATABASE })).toContain('CLICKHOUSE_DATABASE: ')
    },
  )

  test('a cluster or a user without a server is a mistake, not the embedded engine', () => {
    const problems = problemsOf({ CLICKHOUSE_CLUSTER: 'main', CLICKHOUSE_USER: 'writer' })
    expect(problems).toContain('CLICKHOUSE_URL: needed to use CLICKHOUSE_CLUSTER')
    expect(problems).toContain('CLICKHOUSE_URL: needed to use CLICKHOUSE_USER')
  })
})

describe('the address', () => {
  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s needs no token', (LINKMETER_HOST) => {
    expect(readConfig({ LINKMETER_HOST }).web.host).toBe(LINKMETER_HOST)
  })

  test.each(['0.0.0.0', '::', '10.0.0.7', 'linkmeter.internal', '127.0.0.1.example.org'])(
    '%s needs all three tokens',
    (LINKMETER_HOST) => {
      expect(problemsOf({ LINKMETER_HOST, LINKMETER_READ_TOKEN: 'r' })).toContain(
        'LINKMETER_INGEST_TOKEN: needed',
      )
      const tokens = { LINKMETER_READ_TOKEN: 'r', LINKMETER_INGEST_TOKEN: 'i', LINKMETER_ADMIN_TOKEN: 'a' }
      expect(readConfig({ LINKMETER_HOST, ...tokens }).web).toMatchObject({
        read_token: 'r',
        ingest_token: 'i',
        admin_token: 'a',
      })
    },
  )
})

describe('TLS', () => {
  test('needs the certificate and the key', () => {
    const files = { LINKMETER_TLS_CERT: 'c.pem', LINKMETER_TLS_KEY: 'k.pem' }
    expect(readConfig(files).web.tls).toEqual({ cert: 'c.pem', key: 'k.pem' })
    expect(() => readConfig({ LINKMETER_TLS_CERT: 'c.pem' })).toThrow(
      'LINKMETER_TLS_KEY: needed by LINKMETER_TLS_CERT',
    )
    expect(() => readConfig({ LINKMETER_TLS_KEY: 'k.pem' })).toThrow(
      'LINKMETER_TLS_CERT: needed by LINKMETER_TLS_KEY',
    )
  })
})

describe('docs/settings.md', () => {
  const rows = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))

  test('lists every setting, once, and none that does not exist', () => {
    expect(rows.map((cells) => cells[1]).toSorted()).toEqual(Object.keys(settings.shape).toSorted())
  })

  test('tells the default of each', () => {
    const defaults = Object.entries(settings.parse({})).filter(([, value]) => typeof value !== 'object')
    const documented = Object.fromEntries(rows.map((cells) => [cells[1], cells[2]]))
    for (const [name, value] of defaults) expect(documented[name]).toBe(String(value ?? ''))
    expect(documented['KAFKA_TOPICS']).toBe('linkmeter.events=native')
    const retention = Object.entries(documented).filter(([name]) => name?.startsWith('LINKMETER_RETENTION_'))
    expect(retention.length).toBe(8)
    const told = readConfig(Object.fromEntries(retention.map(([name, value]) => [name, String(value)])))
    expect(told.retention).toEqual(readConfig({}).retention)
  })
})

describe('where alerts are posted', () => {
  test('several Alertmanagers and a webhook may be named, with what gives access', () => {
    const { alerts } = readConfig({
      ALERTMANAGER_URL: 'http://a:9093, https://someone:hunter2@b/alertmanager',
      ALERT_WEBHOOK_URL: 'https://hooks.example.org/x?token=hunter2',
    })
    expect(alerts).toEqual({
      alertmanagers: ['http://a:9093', 'https://someone:hunter2@b/alertmanager'],
      webhook: 'https://hooks.example.org/x?token=hunter2',
    })
  })

  test('what is no address is named by its setting and not shown', () => {
    const problems = problemsOf({ ALERTMANAGER_URL: 'hunter2:9093', ALERT_WEBHOOK_URL: 'hunter2' })
    expect(problems).toContain('ALERTMANAGER_URL: expected http(s)://host:port, separated by commas')
    expect(problems).toContain('ALERT_WEBHOOK_URL: expected http(s)://host:port/path')
    expect(problems).not.toContain('hunter2')
  })
})
