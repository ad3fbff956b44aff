/** docs/slis.md names the annotations that are read, and its example works. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kindColumns } from '../../../src/events/kinds.ts'
import { conditionAnnotations, sliAnnotations, sloAnnotations } from '../../../src/slo/annotations.ts'
import { describeProblems } from '../../../src/slo/problem.ts'
import { readSloDocuments } from '../../../src/slo/read-documents.ts'

const documentation = readFileSync('docs/slis.md', 'utf8')

test('the tables list every annotation, each once, and no other', () => {
  const listed = [...documentation.matchAll(/^\| `(linkmeter\.dev\/[a-z-]+)` \|/gm)].map(([, name]) => name)
  const known = [sloAnnotations, sliAnnotations, conditionAnnotations].flatMap(({ out }) =>
    Object.keys(out.shape),
  )
  expect(listed.toSorted()).toEqual(known.toSorted())
})

test('the example reads without a problem, beside the policies that are shipped', () => {
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(documentation) ?? []
  const { slos, problems } = readSloDocuments(
    [
      { path: 'my-slos/throttling.yaml', text: example },
      { path: 'slos/alert-policies.yaml', text: readFileSync('slos/alert-policies.yaml', 'utf8') },
    ],
    kindColumns,
  )
  expect(describeProblems(problems)).toBe('')
  expect(slos.map(({ name, sql, folder }) => [name, sql, folder])).toEqual([
    ['throttling', 'throttling.sql', 'my-slos'],
  ])
})
