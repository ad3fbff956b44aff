/** Exclusions as their users meet them: a report before, during and after, by command and by HTTP, beside a service. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Exclusion } from '../../src/exclusions/exclusions.ts'
import { linkmeter, type RunningService, startService } from '../support/service.ts'
import { action, makeWorkplace, post, type Workplace } from '../support/workplace.ts'

// Each test runs a dozen commands, each a process of its own.
vi.setConfig({ testTimeout: 240_000 })

const m03 = 'm03-action-success'
const HOUR_MS = 3_600_000
/** The beginning of an hour, yesterday. */
const begin = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 26 * HOUR_MS
const moment = (minute: number) => new Date(begin + minute * 60_000).toISOString()

let workplace: Workplace
let service: RunningService

beforeAll(async () => {
  workplace = await makeWorkplace()
  service = await startService({ ...workplace.settings, LINKMETER_ADMIN_TOKEN: 'rule-me' })
  // In the first hour two of three fail, one of them by a robot; in the second hour one succeeds.
  const link = { source_account: '1', target_account: '2', role: 'reader' }
  const events = [
    action('a1', { ...link, time: moment(1), outcome: 'auth_error', principal: 'test_robot' }),
    action('a2', { ...link, time: moment(2), outcome: 'service_error', principal: 'ann' }),
    action('a3', { ...link, time: moment(3), principal: 'testXrobot' }),
    action('a4', { ...link, time: moment(61), principal: 'ann' }),
  ]
  expect((await post(service.address, JSON.stringify(events))).answer).toMatchObject({ stored: 4 })
})

afterAll(async () => {
  await service?.stop()
  await workplace?.remove()
})

const command = (...parameters: string[]) => linkmeter(parameters, workplace.settings)

async function counts(): Promise<object> {
  const { code, stdout, stderr } = await command('report', '--slo', m03, '--format', 'json')
  expect(code, stderr).toBe(0)
  const [{ good, total, excluded }] = JSON.parse(stdout)
  return { good, total, excluded }
}

const everything = { good: 2, total: 4, excluded: 0 }

function ask(path: string, options: { method?: string; body?: object; token?: string | null } = {}) {
  const { token = 'rule-me' } = options
  return fetch(`${service.address}${path}`, {
    method: options.method ?? 'GET',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
}

async function nothingHolds() {
  const { stdout } = await command('exclusion', 'list')
  expect(stdout).toBe('there are no exclusions\n')
  expect(await counts()).toEqual(everything)
}

describe('by command', () => {
  const who = ['--author', 'ann', '--reason', 'CHG-1']

  it('a maintenance window takes its events out, and cancelling restores them', async () => {
    expect(await counts()).toEqual(everything)
    const window = ['--kind', 'maintenance', '--account', '2', '--from', moment(0), '--to', moment(60)]
    const added = await command('exclusion', 'add', ...window, ...who, '-f', 'json')
    expect({ code: added.code, stderr: added.stderr }).toEqual({ code: 0, stderr: '' })
    const exclusion: Exclusion = JSON.parse(added.stdout)
    expect(exclusion).toMatchObject({ state: 'ended', kind: 'maintenance', account: '2', role: null })
    expect(exclusion).toMatchObject({ from: moment(0), to: moment(60), author: 'ann', cancelled_at: null })
    expect(await counts()).toEqual({ good: 1, total: 1, excluded: 3 })

    const again = await command('exclusion', 'add', ...window, ...who, '-f', 'json')
    expect(JSON.parse(again.stdout)).toEqual(exclusion)
    const { stdout: listed } = await command('exclusion', 'list')
    expect(listed).toMatch(
      new RegExp(`^id .*reason\n${exclusion.id} +ended +maintenance +account 2 .* CHG-1\n$`),
    )

    const cancelled = await command('exclusion', 'cancel', exclusion.id, '--author', 'bob')
    expect(cancelled.stdout).toMatch(new RegExp(`^${exclusion.id} +cancelled`, 'm'))
    await nothingHolds()
    const { stdout: all } = await command('exclusion', 'list', '--all', '-f', 'json')
    expect(JSON.parse(all)).toEqual([
      { ...exclusion, state: 'cancelled', cancelled_at: expect.any(String), cancelled_by: 'bob' },
    ])
  })

  it('a test principal is known by a pattern, of which only * is a wildcard, for ever', async () => {
    const added = await command(
      ...['exclusion', 'add', '--kind', 'test_principal', '--principal', 'test_*', ...who, '-f', 'json'],
    )
    const exclusion: Exclusion = JSON.parse(added.stdout)
    expect(exclusion).toMatchObject({ state: 'active', principal: 'test_*', from: null, to: null })
    expect(await counts()).toEqual({ good: 2, total: 3, excluded: 1 })
    await command('exclusion', 'cancel', exclusion.id)
    await nothingHolds()
  })

  it('the report shows what would have been counted, in JSON and beside the net in the table', async () => {
    const correction = ['--kind', 'correction', '--slo', m03, '--from', moment(2), '--to', moment(3)]
    const { stdout } = await command('exclusion', 'add', ...correction, ...who, '-f', 'json')
    const report = await command('report', '--slo', m03, '--format', 'json')
    expect(JSON.parse(report.stdout)).toMatchObject([
      { good: 2, total: 3, excluded: 1, gross: { good: 2, total: 4, ratio: 0.5 } },
    ])
    const table = await command('report', '--slo', m03)
    expect(table.stdout).toMatch(
      /^m03-action-success .* 2 \/ 3 .*\n {2}without exclusions +50\.000 % +2 \/ 4\n/m,
    )
    await command('exclusion', 'cancel', JSON.parse(stdout).id)
    expect((await command('report', '--slo', m03)).stdout).not.toContain('without exclusions')
    await nothingHolds()
  })

  it.each([
    { of: 'an unknown SLO', more: ['--slo', 'm99'], code: 2, says: /slo m99 does not exist: .*m03-action/ },
    { of: 'no scope', more: [], code: 2, says: /confirm with everything/ },
    {
      of: 'no time',
      more: ['--account', '2', '--from', 'noon'],
      code: 2,
      says: /from is no time with a zone/,
    },
  ])('refuses $of in one sentence', async ({ more, code, says }) => {
    const window = ['--kind', 'maintenance', '--from', moment(0), '--to', moment(60)]
    const ended = await command('exclusion', 'add', ...window, ...who, ...more)
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' })
    expect(ended.stderr).toMatch(/^linkmeter: .*\.\n$/)
    expect(ended.stderr).toMatch(says)
    expect((await command('exclusion', 'list', '-f', 'json')).stdout).toBe('[]\n')
  })

  it('refuses to cancel what there is not', async () => {
    const ended = await command('exclusion', 'cancel', 'nope')
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^linkmeter: There is no exclusion nope\. List them/)
  })
})

describe('by HTTP', () => {
  const maintenance = {
    kind: 'maintenance',
    role: 'reader',
    from: moment(0),
    to: moment(60),
    author: 'ann',
    reason: 'CHG-1',
  }

  it('a maintenance window takes its events out, and cancelling restores them', async () => {
    const added = await ask('/v1/exclusions', { method: 'POST', body: maintenance })
    expect(added.status).toBe(201)
    const exclusion = (await added.json()) as Exclusion
    expect(exclusion).toMatchObject({ ...maintenance, state: 'ended', account: null })
    expect(await counts()).toEqual({ good: 1, total: 1, excluded: 3 })

    const again = await ask('/v1/exclusions', { method: 'POST', body: maintenance })
    expect({ status: again.status, body: await again.json() }).toEqual({ status: 200, body: exclusion })
    expect(await (await ask('/v1/exclusions', { token: null })).json()).toEqual([exclusion])

    for (const _ of ['once', 'twice']) {
      const cancelled = await ask(`/v1/exclusions/${exclusion.id}?author=bob`, { method: 'DELETE' })
      expect(cancelled.status).toBe(200)
      expect(await cancelled.json()).toMatchObject({
        id: exclusion.id,
        state: 'cancelled',
        cancelled_by: 'bob',
      })
    }
    await nothingHolds()
    const all = await (await ask('/v1/exclusions?all=true')).json()
    expect(all).toContainEqual(expect.objectContaining({ id: exclusion.id, state: 'cancelled' }))
  })

  it.each([
    { of: 'without the token', token: null, status: 401, code: 'token_wrong', says: 'LINKMETER_ADMIN_TOKEN' },
    {
      of: 'with a wrong token',
      token: 'rule',
      status: 401,
      code: 'token_wrong',
      says: 'LINKMETER_ADMIN_TOKEN',
    },
    {
      of: 'unsound',
      body: { ...maintenance, to: moment(-1) },
      status: 400,
      code: 'exclusion_invalid',
      says: 'to is not after from',
    },
  ])('refuses one $of', async ({ token = 'rule-me', body = maintenance, status, code, says }) => {
    const answer = await ask('/v1/exclusions', { method: 'POST', body, token })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ error: { code, message: expect.stringContaining(says) } })
    expect(await (await ask('/v1/exclusions')).json()).toEqual([])
  })

  it('refuses what other sites can make a browser send', async () => {
    const answer = await fetch(`${service.address}/v1/exclusions`, {
      method: 'POST',
      headers: { authorization: 'Bearer rule-me', 'content-type': 'text/plain' },
      body: JSON.stringify(maintenance),
    })
    expect(answer.status).toBe(415)
    expect(await (await ask('/v1/exclusions')).json()).toEqual([])
  })

  it('an id that is none is 404', async () => {
    expect((await ask('/v1/exclusions/nope', { method: 'DELETE' })).status).toBe(404)
  })
})
