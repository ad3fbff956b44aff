/** Who may ask: whoever knows the read or the admin token, in any of the ways in which ClickHouse's clients send a password. */
import type { IncomingMessage } from 'node:http'
import { type Attempts, createAttempts } from '../access/attempts.ts'
import { presentedTokens } from '../access/presented.ts'
import { type Right, rightOf, sufficient } from '../access/rights.ts'
import type { Tokens } from '../route.ts'
import { Refusal } from './refusal.ts'

export interface Doorkeeper {
  /** @throws Refusal without the token; LinkmeterError too_many_attempts */
  admit(request: IncomingMessage, search: URLSearchParams): Promise<void>
}

/** Clients try again by themselves: as many as the web port allows. */
const WRONG_TOKENS = { most: 100, within_s: 900 }

export function createDoorkeeper(tokens: Tokens): Doorkeeper {
  const rights = sufficient('read', tokens)
  const attempts = createAttempts(WRONG_TOKENS)
  return {
    admit: async (request, search) => {
      if (rights !== null) await refuseStrangers(request, search, { rights, tokens, attempts })
    },
  }
}

async function refuseStrangers(
  request: IncomingMessage,
  search: URLSearchParams,
  { rights, tokens, attempts }: { rights: readonly Right[]; tokens: Tokens; attempts: Attempts },
): Promise<void> {
  const caller = { ip: request.socket.remoteAddress }
  const wait_s = await attempts.waitOf(caller)
  if (wait_s > 0)
    throw new Refusal('authentication_failed', `too many wrong tokens: try again in ${wait_s} s`)
  const presented = [
    ...presentedTokens({ get: (name) => headerOf(request, name) }),
    search.get('password') ?? '',
  ]
  if (presented.some((token) => rightOf(token, rights, tokens) !== null)) return
  await attempts.failed(caller)
  throw new Refusal(
    'authentication_failed',
    'give the token of LINKMETER_READ_TOKEN as the password; the user name does not matter',
  )
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()]
  return typeof value === 'string' ? value : undefined
}
