/** Grafana's dashboards as files: what is committed is what the code says, and nothing in it is left unsaid. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { describe, expect, test } from 'vitest'
import { dashboards, textOf } from '../../dashboards/code/catalogue.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

const built = Object.entries(dashboards).map(
  ([name, builder]) => [name, JSON.parse(textOf(builder)) as Dashboard] as const,
)

const isPanel = (panel: object): panel is Panel => 'type' in panel && panel.type !== 'row'

const panelsOf = (board: Dashboard) => (board.panels ?? []).filter(isPanel)

/** `uid: x` of every provisioned data source. */
const dataSources = readdirSync(new URL('dashboards/provisioning/datasources', root)).map((file) => {
  const text = read(`dashboards/provisioning/datasources/${file}`)
  return { type: /^ {4}type: (.+)$/m.exec(text)?.[1], uid: /^ {4}uid: (.+)$/m.exec(text)?.[1] }
})

test('the committed files are what the code makes: after a change, npm run dashboards', () => {
  for (const [name, builder] of Object.entries(dashboards)) {
    expect(read(`dashboards/json/${name}.json`), name).toBe(textOf(builder))
  }
  const files = readdirSync(new URL('dashboards/json', root))
  expect(files.toSorted()).toEqual(
    Object.keys(dashboards)
      .map((name) => `${name}.json`)
      .toSorted(),
  )
})

test('addresses are all different, and the one that alerts link to is there', () => {
  const uids = built.map(([, { uid }]) => uid)
  expect(new Set(uids).size).toBe(uids.length)
  const linked = [...read('alerts/slo-rules.yaml').matchAll(/\/d\/([\w-]+)/g)].map(([, uid]) => uid)
  expect(linked.length).toBeGreaterThan(0)
  expect(uids).toEqual(expect.arrayContaining(linked))
})

test('every query file is asked by a panel or a variable', () => {
  const text = built.map(([name]) => read(`dashboards/json/${name}.json`)).join('\n')
  for (const file of readdirSync(new URL('sql/dashboards', root))) {
    const query = read(`sql/dashboards/${file}`)
      .replace(/^(--.*\n)+/, '')
      .trim()
    expect(text.includes(JSON.stringify(query).slice(1, -1)), file).toBe(true)
  }
})

test('every metric that is asked for is documented', () => {
  const documented = read('docs/metrics.md')
  const text = built.map(([name]) => read(`dashboards/json/${name}.json`)).join('\n')
  const names = new Set([...text.matchAll(/\blinkmeter_[a-z_]+/g)].map(([name]) => name))
  expect(names.size).toBeGreaterThan(20)
  for (const name of names) {
    const metric = name.replace(/_(bucket|sum|count)$/, '')
    expect(documented.includes(`\`${name}\``) || documented.includes(`\`${metric}\``), name).toBe(true)
  }
})

describe.each(built)('%s', (_, board) => {
  test.each(panelsOf(board).map((panel) => [panel.title ?? '', panel] as const))(
    '"%s" is all told',
    (_title, panel) => {
      expect(panel.title).toMatch(/^[A-Z\p{L}]/u)
      expect(panel.description).toMatch(/.{10}\.$/)
      // What stands there when there is nothing.
      expect(panel.fieldConfig?.defaults.noValue).toMatch(/^\D+$/)
      expect(panel.fieldConfig?.defaults.thresholds?.steps.length).toBeGreaterThan(0)
      expect(panel.targets?.length).toBeGreaterThan(0)
      expect(dataSources).toContainEqual(panel.datasource)
    },
  )

  test('its links lead to dashboards that are there, or to linkmeter’s own page', () => {
    const uids = new Set(built.map(([, { uid }]) => uid))
    const addresses = [...JSON.stringify(board).matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url ?? '')
    for (const url of addresses) {
      const uid = /^\/d\/([\w-]+)/.exec(url)?.[1]
      expect(uid === undefined ? url.startsWith('${page}/') : uids.has(uid), url).toBe(true)
    }
  })

  test('no two panels lie on one another', () => {
    const places = (board.panels ?? []).flatMap(({ gridPos }) => (gridPos === undefined ? [] : [gridPos]))
    expect(places.length).toBe(board.panels?.length)
    const cells = places.flatMap(({ x, y, w, h }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(Math.max(...places.map(({ x, w }) => x + w))).toBeLessThanOrEqual(24)
  })
})
