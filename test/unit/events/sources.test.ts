/** The catalogue of sources. */
import { expect, it } from 'vitest'
import { isSourceName, sourceNames, sources } from '../../../src/events/sources.ts'

it('lists each source under its own name', () => {
  expect(sourceNames).toEqual([
    'native',
    'cloudtrail',
    'vault',
    'opa',
    'kubernetes-audit',
    'otlp-traces',
    'guardduty',
    'focus',
  ])
  for (const name of sourceNames) expect(sources[name].source).toBe(name)
})

it('knows its names from any other, also from those that every object has', () => {
  expect(isSourceName('cloudtrail')).toBe(true)
  for (const name of ['CloudTrail', '', 'constructor', '__proto__']) expect(isSourceName(name)).toBe(false)
})
