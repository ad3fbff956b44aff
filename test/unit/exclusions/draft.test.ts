import { describe, expect, test } from 'vitest'
import { readDraft } from '../../../src/exclusions/draft.ts'
import { likeOf, patternOf } from '../../../src/exclusions/pattern.ts'

const slos = ['m03-action-success']

const sound = {
  kind: 'maintenance',
  account: '222222222222',
  from: '2026-11-01T22:00:00Z',
  to: '2026-11-02T00:00:00+01:00',
  author: 'ann',
  reason: 'CHG-1',
}

function problemsOf(written: unknown): readonly string[] {
  const read = readDraft(written, slos)
  return read.ok ? [] : read.problems
}

describe('an exclusion', () => {
  test('is read with its times in UTC', () => {
    expect(readDraft(sound, slos)).toEqual({
      ok: true,
      draft: {
        kind: 'maintenance',
        account: '222222222222',
        role: null,
        principal: null,
        slo: null,
        from_ms: Date.UTC(2026, 10, 1, 22),
        to_ms: Date.UTC(2026, 10, 1, 23),
        author: 'ann',
        reason: 'CHG-1',
      },
    })
  })

  test('of a test principal may be open at both ends', () => {
    const written = { kind: 'test_principal', principal: 'canary-*', author: 'ann', reason: 'checks' }
    expect(readDraft(written, slos)).toMatchObject({ ok: true, draft: { principal: 'canary-*' } })
  })

  test('of everything needs a word that it is meant', () => {
    const { account: _, ...unscoped } = sound
    expect(problemsOf(unscoped)).toEqual([expect.stringContaining('it would cover every event')])
    expect(problemsOf({ ...unscoped, everything: true })).toEqual([])
    expect(problemsOf({ ...sound, everything: true })).toEqual([expect.stringContaining('contradicts')])
  })

  test.each([
    ['no author', { author: undefined }, 'author is missing'],
    ['a blank reason', { reason: '  ' }, 'reason is empty'],
    ['no kind', { kind: undefined }, 'kind is missing'],
    ['an unknown kind', { kind: 'holiday' }, 'kind is none of maintenance, test_principal, correction'],
    ['an unknown SLO', { slo: 'm99' }, 'slo m99 does not exist: choose one of m03-action-success'],
    ['an end before its start', { to: '2026-11-01T21:00:00Z' }, 'to is not after from'],
    ['no length', { to: sound.from }, 'to is not after from'],
    ['no end', { to: undefined }, 'to is missing'],
    [
      'a time without zone',
      { from: '2026-11-01T22:00:00' },
      'from is no time with a zone, such as 2026-11-01T00:00:00Z',
    ],
    ['a time nobody means', { from: '1926-11-01T22:00:00Z' }, 'from lies before the year 2000 or after 2199'],
    ['a principal that is everyone', { principal: '**' }, 'principal names everyone: leave it out'],
    ['a test principal without one', { kind: 'test_principal' }, 'principal is missing for a test principal'],
    ['a field that is none', { acount: '1' }, 'there is no field acount'],
    ['a line break', { author: 'a\nb' }, 'author holds a control character'],
  ])('with %s is refused in words', (_, change, problem) => {
    expect(problemsOf({ ...sound, ...change })).toEqual([problem])
  })

  test('is told all that is wrong with it at once', () => {
    expect(problemsOf({ kind: 'maintenance', from: 'soon' })).toEqual([
      'from is no time with a zone, such as 2026-11-01T00:00:00Z',
      'author is missing',
      'reason is missing',
    ])
  })

  test.each([null, 'text', [], 7])('is no %j', (written) => {
    expect(problemsOf(written)).toEqual(['it is no JSON object'])
  })
})

describe('a pattern', () => {
  test.each([
    ['canary-*', 'canary-%'],
    ['test_*', 'test\\_%'],
    ['100%', '100\\%'],
    ['a\\b', 'a\\\\b'],
    ['*a**b', '%a%b'],
  ])('%s is %s in LIKE, and people get theirs back', (pattern, like) => {
    expect(likeOf(pattern)).toBe(like)
    expect(patternOf(like)).toBe(pattern.replace('**', '*'))
  })
})
