import { expect, test } from 'vitest'
import { requestsOf } from '../../../src/kafka/producer.ts'

// A record counts 40 bytes beside its parts.
const message = (bytes: number) => ({ value: 'x'.repeat(bytes) })

test('messages are cut into requests under the limit, in their order', () => {
  const messages = [message(60), message(60), message(60)]
  expect(requestsOf(messages, 200)).toEqual([messages.slice(0, 2), messages.slice(2)])
})

test('a message larger than a request goes alone: whether it is too large, the broker decides', () => {
  const messages = [message(10), message(500), message(10)]
  expect(requestsOf(messages, 200).map((request) => request.length)).toEqual([1, 1, 1])
})

test('keys and headers count', () => {
  const wide = { key: 'k'.repeat(30), value: null, headers: { source: 's'.repeat(44) } }
  expect(requestsOf([wide, wide], 239)).toHaveLength(2)
  expect(requestsOf([wide, wide], 240)).toHaveLength(1)
})

test('no messages are no request', () => {
  expect(requestsOf([])).toEqual([])
})
