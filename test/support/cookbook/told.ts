/** What a simulated history told: each event once, and the counting that answers to the cookbook need. */
import type { Simulation } from '../../../src/simulator/simulate.ts'
import type { Truth } from '../../../src/simulator/truth.ts'

export type Row = Readonly<Record<string, unknown>>

/** An event as it was sent; the texts every kind has, and what else it told. */
export type Event = Row &
  Readonly<
    Record<
      | 'kind'
      | 'event_id'
      | 'time'
      | 'source_account'
      | 'role'
      | 'target_account'
      | 'principal'
      | 'outcome'
      | 'error_type'
      | 'token_id'
      | 'request_id'
      | 'source_ip',
      string
    >
  >

export interface Told {
  readonly truth: Truth
  /** The moment the questions are asked, in ms. */
  readonly now: number
  /** The account that stands for 222222222222. */
  readonly account: string
  of(kind: string): readonly Event[]
  /** Who acts (SLIS.md, rule 2). */
  sourceOf(action: Event): string
}

/** What the cookbook's queries must answer, by their headings. Rows in any order. */
export type Answers = Readonly<Record<string, (told: Told) => readonly Row[]>>

export function toldBy(simulation: Simulation, now: number): Told {
  const events = new Map<string, Event>()
  for (const { value, malformed } of simulation.messages()) {
    if (malformed) continue
    const event = JSON.parse(value.toString()) as Event
    events.set(event.event_id, event)
  }
  const all = [...events.values()]
  const issued = all.filter((event) => event.kind === 'token_issuance' && event.outcome === 'success')
  const issuers = new Map(issued.map((event) => [event.token_id, event.source_account]))
  return {
    truth: simulation.truth(),
    now,
    account: simulation.world.links[0]?.target_account ?? '',
    of: (kind) => all.filter((event) => event.kind === kind),
    sourceOf: (action) => issuers.get(action.token_id) ?? action.source_account,
  }
}

/** The link of an event, as columns. */
export function linkOf(event: Event, source_account = event.source_account): Row {
  return { source_account, role: event.role, target_account: event.target_account }
}

/** One row for each distinct key, with what `measure` makes of its items. */
export function grouped<Item>(
  items: readonly Item[],
  key: (item: Item) => Row,
  measure: (items: readonly Item[]) => Row,
): Row[] {
  const groups = new Map<string, { key: Row; items: Item[] }>()
  for (const item of items) {
    const name = JSON.stringify(key(item))
    const group = groups.get(name) ?? { key: key(item), items: [] }
    group.items.push(item)
    groups.set(name, group)
  }
  return [...groups.values()].map((group) => ({ ...group.key, ...measure(group.items) }))
}

/** The item told last, by time. */
export function latest(items: readonly Event[]): Event {
  const [first, ...others] = items
  if (first === undefined) throw new RangeError('nothing was told')
  return others.reduce((last, item) => (item.time > last.time ? item : last), first)
}
