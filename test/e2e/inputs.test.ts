/** `linkmeter inputs` as its users meet it: beside a service, what came, and what has ended for good. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { linkmeter, type RunningService, startService } from '../support/service.ts'
import { action, makeWorkplace, post, type Workplace } from '../support/workplace.ts'

let workplace: Workplace
let service: RunningService

beforeAll(async () => {
  workplace = await makeWorkplace()
  service = await startService(workplace.settings)
  expect((await post(service.address, JSON.stringify([action('a'), action('b'), {}]))).status).toBe(200)
})

afterAll(async () => {
  await service?.stop()
  await workplace?.remove()
})

const inputs = (...parameters: string[]) => linkmeter(['inputs', ...parameters], workplace.settings)

async function listed(...parameters: string[]): Promise<object[]> {
  const { code, stdout, stderr } = await inputs('list', ...parameters, '-f', 'json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

it('lists each input with its state and what it brought, and files where asked for', async () => {
  const http = { source: 'native', topic: 'http', state: 'live', events: 2, rejected: 1, late: 0 }
  expect(await listed()).toMatchObject([http])
  const path = await workplace.file('old.jsonl', JSON.stringify(action('c')))
  expect((await linkmeter(['import', '-s', 'native', path], workplace.settings)).code).toBe(0)
  expect(await listed()).toMatchObject([http])
  expect(await listed('--files')).toMatchObject([
    http,
    { topic: expect.stringContaining('old.jsonl'), state: 'file', events: 1 },
  ])
  expect((await inputs('list')).stdout).toMatch(
    /^source +topic +state .*\nnative +http +live .* 2 +0 +0 +1 +0\n$/,
  )
})

it('retires one that has ended, and takes it back when it speaks again', async () => {
  const retired = await inputs('retire', 'native', 'http')
  expect(retired).toEqual({ code: 0, stdout: 'native on http is retired\n', stderr: '' })
  expect(await listed()).toMatchObject([{ topic: 'http', state: 'retired' }])
  await post(service.address, JSON.stringify([action('d')]))
  expect(await listed()).toMatchObject([{ topic: 'http', state: 'live' }])
})

it('refuses to retire what never spoke', async () => {
  const { code, stdout, stderr } = await inputs('retire', 'native', 'nowhere')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    'linkmeter: No input native on nowhere is known. List them with `linkmeter inputs list`.\n',
  )
})
