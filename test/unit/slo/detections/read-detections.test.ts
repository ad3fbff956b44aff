import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readDetectionFiles } from '../../../../src/commands/detection-files.ts'
import { kindNames } from '../../../../src/events/kinds.ts'
import { readDetections } from '../../../../src/slo/detections/read-detections.ts'

const sound = `name: late-night
title: t
description: d
severity: ticket
owner: o
team: t
runbook: r.md
look_back: 1h
keep_firing_for: 30m
every: 1m
labels: [target_account]
`
const read = (...texts: string[]) =>
  readDetections(
    texts.map((text, index) => ({ path: `d/${index}.yaml`, text })),
    kindNames,
  )

test('reads durations in seconds and names the SQL after the detection', () => {
  expect(read(sound)).toMatchObject({
    problems: [],
    detections: [
      {
        name: 'late-night',
        look_back_s: 3600,
        keep_firing_for_s: 1800,
        every_s: 60,
        sql: 'late-night.sql',
        folder: 'd',
      },
    ],
  })
})

test.each([
  ['severity: ticket', 'severity: loud', 4, 'severity must be page or ticket.'],
  ['every: 1m', 'every: often', 10, 'every is no duration.'],
  ['keep_firing_for: 30m', 'keep_firing_for: 2h', 9, 'keep_firing_for is longer than look_back.'],
  ['labels: [target_account]', 'labels: [owner]', 11, 'labels[0] is a label that linkmeter gives itself.'],
  ['labels: [target_account]', 'inputs: [acton]', 11, 'acton is no kind of event.'],
  ['team: t', 'tema: t', 6, 'tema is not a field that linkmeter knows.'],
])('says what is wrong with %s as %s, and reads the others', (from, to, line, problem) => {
  const { detections, problems } = read(sound.replace(from, to), sound.replace('late-night', 'other'))
  expect(detections.map(({ name }) => name)).toEqual(['other'])
  expect(problems).toContainEqual(expect.objectContaining({ path: 'd/0.yaml', line, problem }))
})

test('of two under one name the first stays', () => {
  const { detections, problems } = read(sound, sound)
  expect(detections).toHaveLength(1)
  expect(problems).toMatchObject([
    { path: 'd/1.yaml', line: 1, problem: 'There is another detection late-night.' },
  ])
})

test('every shipped one is documented, has its runbook, and no SQL file is left over', () => {
  const { detections, problems } = readDetectionFiles([])
  expect(problems).toEqual([])
  const names = detections.map(({ detection }) => detection.name)
  const page = readFileSync('docs/detections.md', 'utf8')
  const rows = [...page.matchAll(/^\| \[`([\w-]+)`\]\(\S+\) \| (page|ticket) \|/gm)].map(
    ([, name, severity]) => `${name} ${severity}`,
  )
  expect(rows.toSorted()).toEqual(
    detections.map(({ detection }) => `${detection.name} ${detection.severity}`).toSorted(),
  )
  expect(detections.filter(({ detection }) => !existsSync(detection.runbook))).toEqual([])
  expect(readdirSync('sql/detections').toSorted()).toEqual(names.map((name) => `${name}.sql`).toSorted())
})
