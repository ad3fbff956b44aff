/** Where the stored events of kinds lie in time. */
import { tablesOf } from '../clickhouse/event-tables.ts'
import { readSql } from '../clickhouse/sql-file.ts'
import type { Store } from '../clickhouse/store.ts'
import { alignDown, HOUR_S, MINUTE_S, mergeRanges, type Range } from './ranges.ts'

/** From the oldest event of some kinds to the newest, in whole hours and minutes; null without events. */
export async function lifeOf(store: Store, kindNames: readonly string[]): Promise<Range | null> {
  const lives = await Promise.all(
    tablesOf(kindNames).map(async (table) => {
      const [life] = await store.rows<{ events: number; oldest_s: number; newest_s: number }>(
        readSql('jobs/life-of-events'),
        { table },
      )
      return life
    }),
  )
  const known = lives.filter((life) => life !== undefined && life.events > 0)
  if (known.length === 0) return null
  return {
    from_s: alignDown(Math.min(...known.map((life) => life?.oldest_s ?? 0)), HOUR_S),
    to_s: alignDown(Math.max(...known.map((life) => life?.newest_s ?? 0)), MINUTE_S) + MINUTE_S,
  }
}

/** How many events of some kinds each hour of a range holds. */
export async function eventsPerHour(
  store: Store,
  kindNames: readonly string[],
  range: Range,
): Promise<Map<number, number>> {
  const perHour = new Map<number, number>()
  for (const table of tablesOf(kindNames)) {
    const rows = await store.rows<{ hour_s: number; events: number }>(readSql('jobs/events-per-hour'), {
      table,
      from: range.from_s,
      to: range.to_s,
    })
    for (const { hour_s, events } of rows) perHour.set(hour_s, (perHour.get(hour_s) ?? 0) + events)
  }
  return perHour
}

/** The grains of a range that hold an event of a kind. */
export async function grainsOf(
  store: Store,
  kindName: string,
  range: Range,
  grain_s: number,
): Promise<Range[]> {
  const ranges: Range[] = []
  for (const table of tablesOf([kindName])) {
    const grains = await store.rows<{ start_s: number }>(readSql('jobs/grains-of-subject'), {
      table,
      from: range.from_s,
      to: range.to_s,
      grain_s,
    })
    ranges.push(...grains.map(({ start_s }) => ({ from_s: start_s, to_s: start_s + grain_s })))
  }
  return mergeRanges(ranges)
}

/** The grains of a range that hold a subject which has the key of an event of another kind, of the minutes told. */
export async function grainsSharing(
  store: Store,
  { subject, kind, key }: { readonly subject: string; readonly kind: string; readonly key: string },
  {
    events,
    whole,
    grain_s,
  }: { readonly events: readonly Range[]; readonly whole: Range; readonly grain_s: number },
): Promise<Range[]> {
  const [table] = tablesOf([subject])
  const [other] = tablesOf([kind])
  if (table === undefined || other === undefined) return []
  const grains = await store.rows<{ start_s: number }>(readSql('jobs/grains-sharing-key'), {
    ...{ table, other, key, grain_s },
    minutes: events.map(({ from_s }) => from_s),
    from: whole.from_s,
    to: whole.to_s,
  })
  return grains.map(({ start_s }) => ({ from_s: start_s, to_s: start_s + grain_s }))
}
