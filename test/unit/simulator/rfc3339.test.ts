import { expect, it } from 'vitest'
import { rfc3339 } from '../../../src/simulator/rfc3339.ts'

it('writes moments as Date does, whatever was written before', () => {
  const moments = [
    Date.UTC(2024, 1, 29, 23, 59, 59, 999),
    Date.UTC(2024, 2, 1),
    Date.UTC(2024, 1, 29),
    Date.UTC(1970, 0, 1, 0, 0, 0, 1),
    Date.UTC(2026, 10, 22, 9, 8, 7, 65),
  ]
  expect(moments.map(rfc3339)).toEqual(moments.map((ms) => new Date(ms).toISOString()))
})
