/** A GuardDuty finding as one update of a finding. */
import { asObject, type JsonObject, numberAt, objectAt, textAt } from '../../json.ts'
import { parseMoment, utcUnlessZoned } from '../../moment.ts'
import type { EventDraft } from '../../told.ts'

/** Null where the value is no finding. The API writes names with a capital (`Id`), events without (`id`). */
export function findingDraft(value: unknown): EventDraft | null {
  const finding = inCamelCase(asObject(value) ?? {})
  const finding_id = textAt(finding, 'id')
  const finding_type = textAt(finding, 'type')
  const severity = numberAt(finding, 'severity')
  if (finding_id === '' || finding_type === '' || severity === null) return null
  const service = inCamelCase(objectAt(finding, 'service'))
  const resource = inCamelCase(objectAt(finding, 'resource'))
  const time = utcUnlessZoned(textAt(finding, 'createdAt'))
  const updated_at = utcUnlessZoned(textAt(finding, 'updatedAt')) || time
  const input = {
    ...whoIn(inCamelCase(objectAt(resource, 'accessKeyDetails'))),
    // The same finding is told again whenever it is updated, and each update is kept.
    event_id: `${finding_id} ${canonical(updated_at)}`,
    time,
    emitter: 'guardduty',
    target_account: textAt(finding, 'accountId'),
    region: textAt(finding, 'region'),
    finding_id,
    finding_type,
    severity,
    status: isTrue(service['archived']) ? ('archived' as const) : ('open' as const),
    sample: isSample(service),
    updated_at,
  }
  return { kind: 'finding', input }
}

/** Whose credentials the finding is about, where it is about any. */
function whoIn(key: JsonObject): { principal: string; role: string } {
  const user = textAt(key, 'userName')
  return {
    principal: user || textAt(key, 'principalId'),
    role: textAt(key, 'userType') === 'AssumedRole' ? user : '',
  }
}

/** `additionalInfo.sample`; the API has it inside the text of `additionalInfo.value`. */
function isSample(service: JsonObject): boolean {
  const info = inCamelCase(objectAt(service, 'additionalInfo'))
  return isTrue(info['sample']) || isTrue(objectAt(info, 'value')['sample'])
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

/** One moment in one writing, so that two ways of delivery make one event of it. */
function canonical(time: string): string {
  const moment = parseMoment(time)
  return Number.isNaN(moment) ? time : new Date(moment).toISOString()
}

function inCamelCase(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`,
      value,
    ]),
  )
}
