import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorCatalogue, LinkmeterError, rejectionCatalogue } from '../../src/errors.ts'
import { statuses } from '../../src/web/answer-errors.ts'

const [, errors = '', rejections = ''] = readFileSync(
  new URL('../../docs/errors.md', import.meta.url),
  'utf8',
).split(/^## .*$/m)

function rowsOf(section: string): string[][] {
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '))
}

function entriesOf(catalogue: Readonly<Record<string, { sentence: string; remedy: string }>>): string[][] {
  return Object.entries(catalogue).map(([code, { sentence, remedy }]) => [
    `\`${code}\``,
    sentence.replaceAll('\n', ' '),
    remedy,
  ])
}

describe('docs/errors.md', () => {
  test('lists every error with its sentence and remedy, and none that does not exist', () => {
    expect(rowsOf(errors).toSorted()).toEqual(entriesOf(errorCatalogue).toSorted())
  })

  test('lists every rejection with its sentence and remedy, and none that does not exist', () => {
    expect(rowsOf(rejections).toSorted()).toEqual(entriesOf(rejectionCatalogue).toSorted())
  })
})

describe('docs/http.md', () => {
  test('tells the status of every error that a request may meet', () => {
    const rows = readFileSync(new URL('../../docs/http.md', import.meta.url), 'utf8').matchAll(
      /^\| (\d{3}) \| (`.*?`) \|/gm,
    )
    const documented = [...rows].flatMap(([, status, codes = '']) =>
      codes.split(', ').map((code) => [code.replaceAll('`', ''), Number(status)]),
    )
    expect(Object.fromEntries(documented)).toEqual({ ...statuses, internal_error: 500 })
  })
})

describe('an error', () => {
  test('is its sentence and its remedy, filled in', () => {
    const { message } = new LinkmeterError('source_unknown', {
      source: 'syslog',
      known: 'native, cloudtrail',
    })
    expect(message).toBe('There is no source named syslog. Choose one of: native, cloudtrail.')
  })
})
