/** compose.yaml and what it mounts cannot be run by a test; what can be wrong in their text is looked for here. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readConfig, settings } from '../../src/config.ts'

const root = new URL('../../', import.meta.url)

const compose = z
  .object({
    services: z.record(
      z.string(),
      z.object({
        image: z.string(),
        environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
        command: z.union([z.string(), z.array(z.string())]).optional(),
        depends_on: z
          .union([z.array(z.string()), z.record(z.string(), z.object({ condition: z.string() }))])
          .default([]),
        volumes: z.array(z.string()).default([]),
        secrets: z.array(z.string()).default([]),
      }),
    ),
    volumes: z.record(z.string(), z.null()),
    secrets: z.record(z.string(), z.object({ environment: z.string() })),
  })
  .parse(yaml('compose.yaml'))
const services = Object.entries(compose.services)
const linkmeter = compose.services['linkmeter']!

function yaml(path: string): unknown {
  return parse(readFileSync(new URL(path, root), 'utf8'))
}

/** `${NAME:?why}` as a shell with those variables set would fill it. */
function filled(value: string | number): string {
  return String(value).replace(/\$\{\w+(?::\?[^}]*)?\}/g, 'filled')
}

describe('compose.yaml', () => {
  test('sets only settings that exist, and linkmeter starts with them', () => {
    const environment = Object.entries(linkmeter.environment)
    expect(environment.map(([name]) => name).filter((name) => !(name in settings.shape))).toEqual([])
    const config = readConfig(Object.fromEntries(environment.map(([name, value]) => [name, filled(value)])))
    expect(config.store.server?.url).toBe('http://clickhouse:8123')
  })

  test('makes every topic that linkmeter reads', () => {
    const made = String(compose.services['kafka-topics']!.command)
    const { kafka } = readConfig({
      KAFKA_BROKERS: 'kafka:9092',
      KAFKA_TOPICS: String(linkmeter.environment['KAFKA_TOPICS']),
    })
    for (const { topic } of kafka?.topics ?? []) expect(made.split(/[\s;]+/)).toContain(topic)
  })

  test('gives ClickHouse the user and password that linkmeter brings', () => {
    const server = compose.services['clickhouse']!.environment
    for (const name of ['CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD'])
      expect(server[name]).toBe(linkmeter.environment[name])
  })

  test.each(services)('%s depends on services, volumes, secrets and files that are there', (_, service) => {
    const needed = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on)
    expect(needed.filter((name) => !(name in compose.services))).toEqual([])
    expect(service.secrets.filter((name) => !(name in compose.secrets))).toEqual([])
    const places = service.volumes.map((volume) => volume.split(':')[0] ?? '')
    expect(
      places.filter(
        (place) => !(place.startsWith('./') ? existsSync(new URL(place, root)) : place in compose.volumes),
      ),
    ).toEqual([])
  })

  test.each(services)(
    '%s has an image by its short name and, unless it is ours, its version',
    (name, { image }) => {
      expect(image).toMatch(name === 'linkmeter' ? /^linkmeter$/ : /^[a-z-]+\/[a-z-]+:v?\d+(\.\d+)+$/)
    },
  )
})

test('Prometheus scrapes linkmeter where it listens, with the read token, and knows Alertmanager', () => {
  const prometheus = JSON.stringify(yaml('deploy/prometheus.yml'))
  expect(prometheus).toContain('"linkmeter:9742"')
  expect(prometheus).toContain(`"/run/secrets/${compose.services['prometheus']!.secrets[0]}"`)
  expect(prometheus).toContain('"alertmanager:9093"')
  expect(compose.secrets['linkmeter_read_token']?.environment).toBe('LINKMETER_READ_TOKEN')
})

test('Prometheus loads the rules of alerts/ from where they are mounted', () => {
  const { rule_files } = z.object({ rule_files: z.array(z.string()) }).parse(yaml('deploy/prometheus.yml'))
  expect(rule_files).toEqual(['/etc/prometheus/alerts/*.yaml'])
  expect(compose.services['prometheus']!.volumes).toContain('./alerts:/etc/prometheus/alerts:ro')
})

test('Alertmanager routes to a receiver that is there', () => {
  const { route, receivers } = z
    .object({ route: z.object({ receiver: z.string() }), receivers: z.array(z.object({ name: z.string() })) })
    .parse(yaml('alerts/alertmanager/alertmanager.yml'))
  expect(receivers.map(({ name }) => name)).toContain(route.receiver)
})

test('Grafana is given Prometheus as its data source', () => {
  expect(yaml('dashboards/provisioning/datasources/prometheus.yaml')).toMatchObject({
    datasources: [{ type: 'prometheus', url: 'http://prometheus:9090' }],
  })
})

describe('Dockerfile', () => {
  const dockerfile = readFileSync(new URL('Dockerfile', root), 'utf8')
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
    paths.split(' '),
  )

  test('copies only what is there and what .dockerignore lets through', () => {
    expect(copied.length).toBeGreaterThan(5)
    const let_through = readFileSync(new URL('.dockerignore', root), 'utf8').split('\n')
    expect(
      copied.filter((path) => !existsSync(new URL(path, root)) || !let_through.includes(`!${path}`)),
    ).toEqual([])
  })

  test('runs as a user without rights', () => {
    expect(dockerfile).toMatch(/^USER node$/m)
  })
})
