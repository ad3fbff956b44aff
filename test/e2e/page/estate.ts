/** A service with a simulated history of three days, and 2,000 links in its registry and its indicators. */
import { expect } from 'vitest'
import { simulate } from '../../../src/simulator/simulate.ts'
import { declarationOf, plainLinks } from '../../support/plain-links.ts'
import { linkmeter, type RunningService, startService, until } from '../../support/service.ts'
import { smallPlan } from '../../support/simulated-history.ts'
import { makeWorkplace, type Workplace } from '../../support/workplace.ts'

export interface Estate {
  readonly workplace: Workplace
  readonly service: RunningService
  stop(): Promise<void>
}

/** As many as the page must be quick with. */
const LINKS = 2_000
/** Of a busy machine; a calm one takes a tenth. */
const PATIENCE_MS = 240_000

/** What is imported before the service starts waits for nobody, and meets no busy intake. */
export async function startEstate(): Promise<Estate> {
  const workplace = await makeWorkplace()
  const to = Date.now()
  const plan = { ...smallPlan(to), ending: 'cut' as const }
  const told = [...simulate(plan).messages()].map(({ value }) => value.toString())
  const file = await workplace.file(
    'history.ndjson',
    [...told, ...usedLinks(LINKS - plan.links, to)].join('\n'),
  )
  const imported = await linkmeter(['import', '--source', 'native', file], workplace.settings, PATIENCE_MS)
  expect({ code: imported.code, stderr: imported.stderr }).toEqual({ code: 0, stderr: '' })
  const service = await startService(workplace.settings)
  await until(() => isEvaluated(service), {
    ...{ what: 'the history to be evaluated', within_ms: PATIENCE_MS, every_ms: 1_000 },
  })
  return {
    workplace,
    service,
    stop: async () => {
      await service.stop()
      await workplace.remove()
    },
  }
}

/** While a first history is computed, a busy machine may be too slow to answer at all. */
async function isEvaluated(service: RunningService): Promise<boolean> {
  try {
    const { links } = (await apiOf(service, '/overview')) as { links: { links: number } }
    const { standing } = (await apiOf(service, '/slos/m03-action-success')) as { standing: { total: number } }
    return links.links >= LINKS && standing.total > LINKS
  } catch {
    return false
  }
}

/** Links that were declared and are used, an hour ago. */
function usedLinks(count: number, to: number): string[] {
  const time = new Date(to - 3_600_000).toISOString()
  return plainLinks(count).flatMap((link, index) => {
    const used = {
      kind: 'action',
      event_id: `used-${index}`,
      operation: 's3:GetObject',
      outcome: 'success',
      request_id: `plain-${index}`,
    }
    return [declarationOf(index), used].map((event) => JSON.stringify({ ...event, ...link, time }))
  })
}

export async function apiOf({ address }: Pick<RunningService, 'address'>, path: string): Promise<unknown> {
  const answer = await fetch(`${address}/api/v1${path}`)
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

interface Answered {
  readonly columns: readonly { readonly name: string }[]
  readonly rows: readonly (readonly unknown[])[]
}

export async function askSql(address: string, query: string, limit = 10_000): Promise<Answered> {
  const answer = await fetch(`${address}/api/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, limit }),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Answered
}
