/**
 * Messages that no store may take: each is damaged in a way that is surely rejected, and with which code.
 * Some carry a planted secret, which must not turn up anywhere, dead letters included.
 */
import type { RejectionCode } from '../errors.ts'
import type { Telling } from './native-event.ts'
import type { Random } from './random.ts'

/** Every planted secret begins with this. */
export const PLANTED_SECRET = 'PLANTED-SECRET-'

export interface Malformed {
  readonly code: RejectionCode
  readonly value: Buffer
}

/** Damages an event of its own (a fresh event_id, so that nothing real is lost). */
export function makeMalformed(like: Telling, random: Random): Malformed {
  const event: Fields = { ...like.event, event_id: random.hex(4), ...secret(random) }
  const { code, damage } = random.pick(DAMAGES)
  const damaged = damage(event, random)
  return { code, value: typeof damaged === 'string' ? Buffer.from(damaged) : damaged }
}

type Fields = Record<string, unknown>

interface Damage {
  readonly code: RejectionCode
  readonly damage: (event: Fields, random: Random) => string | Buffer
}

const DAMAGES: readonly [Damage, ...Damage[]] = [
  { code: 'not_json', damage: cutShort },
  { code: 'not_json', damage: (event) => `INFO stored event ${String(event['event_id'])} in 3 ms` },
  { code: 'not_json', damage: (event) => `${JSON.stringify(event)},` },
  { code: 'invalid_field', damage: (event) => JSON.stringify({ ...event, target_account: 123456789012 }) },
  { code: 'invalid_field', damage: (event) => JSON.stringify({ ...event, correlation_id: ['a', 'b'] }) },
  { code: 'invalid_field', damage: (event) => JSON.stringify({ ...event, time: 'yesterday' }) },
  { code: 'invalid_field', damage: (event) => JSON.stringify({ ...event, principal: { name: 'x' } }) },
  { code: 'unknown_kind', damage: (event) => JSON.stringify({ ...event, kind: 'teleportation' }) },
  {
    code: 'impossible_time',
    damage: (event) => JSON.stringify({ ...event, time: '1970-01-01T00:00:00.000Z' }),
  },
  { code: 'impossible_time', damage: (event) => JSON.stringify({ ...event, time: '2999-12-31T23:59:59Z' }) },
  { code: 'impossible_time', damage: (event) => JSON.stringify({ ...event, time: 1_700_000_000 }) },
  { code: 'invalid_utf8', damage: withBadBytes },
  { code: 'wrong_shape', damage: (event) => JSON.stringify(String(event['event_id'])) },
  { code: 'wrong_shape', damage: (_, random) => JSON.stringify(random.whole(1, 1_000_000)) },
  {
    code: 'wrong_shape',
    damage: (_, random) => JSON.stringify({ level: 'info', message: random.hex(2), ...secret(random) }),
  },
]

/** Anywhere between the brace it opens with and the one it would have closed with, so also inside the secret. */
function cutShort(event: Fields, random: Random): string {
  const whole = JSON.stringify(event)
  return whole.slice(0, random.whole(Math.floor(whole.length / 3), whole.length - 1))
}

/** 0xC3 opens a character of two bytes, and 0x28 cannot be its second. */
function withBadBytes(event: Fields): Buffer {
  const [before = '', after = ''] = JSON.stringify({ ...event, region: '\u0001' }).split('\\u0001')
  return Buffer.concat([Buffer.from(before), Buffer.from([0xc3, 0x28]), Buffer.from(after)])
}

/** On every second message, under one of the names that secrets go by. */
function secret(random: Random): Fields {
  if (random.chance(0.5)) return {}
  return {
    [random.pick(['secretAccessKey', 'sessionToken', 'password'])]: `${PLANTED_SECRET}${random.hex(4)}`,
  }
}
