/** Records that nobody here wrote; where they are absent, our fixtures in the same shapes meet the same assertions. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { cloudtrail } from '../../../src/events/sources/cloudtrail.ts'
import { eventsOf, message, RECEIVED_AT, reasonsOf, rowsOf } from './told.ts'

const SHARED = join(import.meta.dirname, '../../../../shared/data')
const FIXTURES = join(import.meta.dirname, '../../fixtures/cloudtrail')
const unpacked = mkdtempSync(join(tmpdir(), 'linkmeter-records-'))
afterAll(() => rmSync(unpacked, { recursive: true }))

/** Every file of an archive of records, else every fixture that holds ordinary records. */
function filesOf(archive: string): readonly Buffer[] {
  const path = join(SHARED, archive)
  if (!existsSync(path))
    return [
      readFileSync(join(FIXTURES, 'assume-role-denied.json')),
      readFileSync(join(FIXTURES, 'action-with-session.json')),
    ]
  execFileSync('tar', ['-xzf', path, '-C', unpacked, '--one-top-level'])
  const folder = join(unpacked, archive.replace(/\.tgz$/, ''))
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.json(\.gz)?$/.test(name) && statSync(name).isFile())
    .map((name) => (name.endsWith('.gz') ? gunzipSync(readFileSync(name)) : readFileSync(name)))
}

describe.each(['stratus.tgz', 'sans504_slice.tgz'])('the records of %s', (archive) => {
  const told = filesOf(archive).flatMap((bytes) =>
    cloudtrail.tell(message(bytes, { received_at: RECEIVED_AT })),
  )

  it('are all told of, and none is rejected', () => {
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(reasonsOf(told))).toEqual(new Set(['told']))
    expect(told.every((one) => one.ok && one.events.length > 0)).toBe(true)
  })

  it('hold no session token any more', () => {
    expect(JSON.stringify(eventsOf(told))).not.toMatch(/IQoJb3JpZ2lu|FwoGZXIvYXdz|sessionToken/)
  })

  it('carry no latency, and name the role’s account of each denied exchange', () => {
    const issuances = rowsOf(told, 'token_issuance')
    expect(issuances.every(({ latency_ms }) => latency_ms === null)).toBe(true)
    const denied = issuances.filter(({ error_type }) => error_type === 'missing_trust')
    expect(denied.every(({ target_account, role }) => target_account !== '' && role !== '')).toBe(true)
  })
})

it.runIf(existsSync(SHARED))(
  'the stratus set holds 310 records, 12 AssumeRole of which 4 were denied',
  () => {
    const told = filesOf('stratus.tgz').flatMap((bytes) => cloudtrail.tell(message(bytes)))
    const assumed = rowsOf(told, 'token_issuance').filter(({ mechanism }) => mechanism === 'assume_role')
    expect(told).toHaveLength(310)
    expect(assumed.map(({ outcome }) => outcome).sort()).toEqual([
      ...Array(4).fill('auth_error'),
      ...Array(8).fill('success'),
    ])
  },
)

it.runIf(existsSync(SHARED))('the sans504 slice holds 1027 records, 972 of them different', () => {
  const told = filesOf('sans504_slice.tgz').flatMap((bytes) => cloudtrail.tell(message(bytes)))
  const ids = told
    .map((one) => (one.ok ? one.events[0] : undefined))
    .map((event) => `${event?.kind} ${event?.row.event_id}`)
  expect(told).toHaveLength(1027)
  expect(new Set(ids).size).toBe(972)
})
