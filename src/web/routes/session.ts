/** /api/v1/session: the page's login: a token is shown once, and a cookie stands for it until it is over. */
import type { Request, Response } from 'express'
import { z } from 'zod'
import { LinkmeterError } from '../../errors.ts'
import { createAttempts } from '../access/attempts.ts'
import { type Guard, refuseForeign, SESSION_COOKIE } from '../access/guard.ts'
import { cookieOf } from '../access/presented.ts'
import { type Right, rightOf } from '../access/rights.ts'
import type { Session } from '../access/sessions.ts'
import { bodyReader } from '../intake/read-body.ts'
import type { Route } from '../route.ts'

const PATH = '/api/v1/session'
const LARGEST_BODY_BYTES = 4_096
/** People mistype; programs guess. */
const WRONG_LOGINS = { most: 10, within_s: 900 }

const login = z.strictObject({ token: z.string().min(1) })

export function sessionRoutes({ guard, secure }: { guard: Guard; secure: boolean }): Route[] {
  const { tokens, sessions } = guard
  const attempts = createAttempts(WRONG_LOGINS)
  const readBody = bodyReader(LARGEST_BODY_BYTES)
  const cookie = { httpOnly: true, sameSite: 'strict', secure, path: '/' } as const

  /** What the page needs to know: whether to ask for a token, and what may be done without another. */
  function tell(response: Response, session: Session | null): void {
    const open = (['read', 'admin'] as const).filter((right) => tokens[right] === null)
    const held: Right[] = session === null ? [] : session.right === 'admin' ? ['read', 'admin'] : ['read']
    response.json({
      needs_login: tokens.read !== null && session === null,
      may: [...new Set([...open, ...held])],
      expires_at: session === null ? null : new Date(session.expires_ms).toISOString(),
    })
  }

  async function tokenOf(request: Request, response: Response): Promise<string> {
    if (!request.is('application/json')) throw new LinkmeterError('json_expected')
    const body = (await readBody(request, response)).toString('utf8')
    const read = login.safeParse(parsed(body))
    if (read.success) return read.data.token
    throw new LinkmeterError('parameters_invalid', { problems: 'body: expected {"token":"…"}' })
  }

  return [
    {
      method: 'GET',
      path: PATH,
      token: null,
      handle: (request, response) => tell(response, sessions.read(cookieOf(request, SESSION_COOKIE))),
    },
    {
      method: 'POST',
      path: PATH,
      token: null,
      handle: async (request, response) => {
        refuseForeign(request)
        await attempts.refuseGuessing(request, response)
        const right = rightOf(await tokenOf(request, response), ['read', 'admin'], tokens)
        if (right === null) {
          await attempts.failed(request)
          throw new LinkmeterError('login_wrong')
        }
        const begun = sessions.begin(right)
        const maxAge = begun.session.expires_ms - Date.now()
        response.cookie(SESSION_COOKIE, begun.cookie, { ...cookie, maxAge })
        tell(response, begun.session)
      },
    },
    {
      method: 'DELETE',
      path: PATH,
      token: null,
      handle: (request, response) => {
        refuseForeign(request)
        sessions.end(cookieOf(request, SESSION_COOKIE))
        response.clearCookie(SESSION_COOKIE, cookie)
        tell(response, null)
      },
    },
  ]
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}
