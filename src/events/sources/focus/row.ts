/** A row's columns as a cost sample. */
import { asObject, type JsonObject, objectAt } from '../../json.ts'
import { parseMoment, utcUnlessZoned } from '../../moment.ts'
import type { EventDraft } from '../../told.ts'

/** Null where the row does not say when its charge began. */
export function costDraft(row: JsonObject, event_id: string): EventDraft | null {
  const time = utcUnlessZoned(textOf(row, 'ChargePeriodStart').replace(/ UTC$/, 'Z'))
  const moment = parseMoment(time)
  if (Number.isNaN(moment)) return null
  const tags = tagsOf(row)
  const input = {
    event_id,
    time: moment,
    emitter: textOf(row, 'ProviderName'),
    target_account: textOf(row, 'SubAccountId'),
    region: textOf(row, 'RegionId'),
    day: dayOf(moment),
    service: textOf(row, 'ServiceName'),
    workload: firstOf(tags, WORKLOAD_TAGS),
    // Text or a number, never a float on the way; anything else the schema refuses by name.
    amount: amountOf(row, 'BilledCost') ?? '',
    effective_amount: amountOf(row, 'EffectiveCost'),
    currency: textOf(row, 'BillingCurrency'),
    linked: firstOf(tags, LINKED_TAGS).toLowerCase() === 'true',
  }
  return { kind: 'cost_sample', input }
}

/** The tags that may name the workload; the first that has a value does. */
const WORKLOAD_TAGS = ['workload', 'application', 'app', 'service']

/** The tag that says that a cost arises through a link. */
const LINKED_TAGS = ['linkmeter:linked']

/** Unknown is written as `NULL` in CSV, as null in JSON, or left empty. */
function known(row: JsonObject, column: string): unknown {
  const value = Object.hasOwn(row, column) ? row[column] : null
  return value === 'NULL' || value === '' ? null : (value ?? null)
}

/** Accounts and the like are text, also where JSON has them as numbers. */
function textOf(row: JsonObject, column: string): string {
  const value = known(row, column)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function amountOf(row: JsonObject, column: string): string | number | null {
  const value = known(row, column)
  if (value === null || typeof value === 'number') return value
  return typeof value === 'string' ? value : ''
}

function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10)
}

/** Tags by name, in lower case and without what a provider puts before it (`user:`, `aws:`). */
function tagsOf(row: JsonObject): ReadonlyMap<string, string> {
  const tags = asObject(row['Tags']) ?? objectAt(row, 'Tags')
  const texts = Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === 'string')
  return new Map(
    texts.map(([name, value]) => [
      name
        .trim()
        .toLowerCase()
        .replace(/^user[:_]/, ''),
      value.trim(),
    ]),
  )
}

function firstOf(tags: ReadonlyMap<string, string>, names: readonly string[]): string {
  return names.map((name) => tags.get(name) ?? '').find((value) => value !== '') ?? ''
}
