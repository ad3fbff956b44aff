import { describe, expect, test } from 'vitest'
import { decideSubjects, type Raised } from '../../../../src/slo/detections/decide-subjects.ts'
import type { Sighting } from '../../../../src/slo/detections/definition.ts'

const MINUTE = 60_000
const at_ms = Date.UTC(2026, 0, 1)

function seen(subject: string, minutes_ago: number): Sighting {
  return { subject, at_ms: at_ms - minutes_ago * MINUTE, summary: `${subject} was seen.`, labels: {} }
}

function decided(sightings: Sighting[], raised: Raised[], complete = true): string[] {
  const detection = { severity: 'page', keep_firing_for_s: 3_600 } as const
  return decideSubjects({ detection, sightings, raised, complete, at_ms }).map(
    ({ firing, subject }) => `${subject} ${firing ? 'begins' : 'ends'}`,
  )
}

describe('a subject', () => {
  test('begins when it is seen, and nothing changes while it is seen again', () => {
    expect(decided([seen('a', 1)], [])).toEqual(['a begins'])
    expect(decided([seen('a', 59)], [{ subject: 'a', severity: 'page' }])).toEqual([])
  })

  test('ends when it was not seen for as long as it keeps firing, or is not told of any more', () => {
    const raised = [
      { subject: 'a', severity: 'page' },
      { subject: 'b', severity: 'page' },
    ]
    expect(decided([seen('a', 60)], raised)).toEqual(['a ends', 'b ends'])
  })

  test('does not begin when it is past: an event that came late', () => {
    expect(decided([seen('a', 60)], [])).toEqual([])
  })

  test('does not end while an input is away, but may begin', () => {
    expect(decided([seen('b', 1)], [{ subject: 'a', severity: 'page' }], false)).toEqual(['b begins'])
  })

  test('is raised anew when its severity is another', () => {
    expect(decided([seen('a', 1)], [{ subject: 'a', severity: 'ticket' }])).toEqual(['a begins'])
  })
})
