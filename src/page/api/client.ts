/** Asks the API. What can go wrong is a value. A login goes along as a cookie. */
import { type Failure, failureOf, UNREACHABLE } from './failure.ts'
import { type Api, endpoints } from './schema.ts'
import { readSession } from './session.ts'

export type Name = keyof Api
export type Answer<Called extends Name> = Api[Called]['answer']
export type Asked<Called extends Name> = Api[Called]['parameters']
export type Body<Called extends Name> = Api[Called]['body']

/** `age_ms`: how long ago the service read it. */
export type Outcome<Called extends Name> =
  | { readonly ok: true; readonly answer: Answer<Called>; readonly age_ms: number }
  | { readonly ok: false; readonly failure: Failure }

export async function ask<Called extends Name>(
  name: Called,
  parameters: Asked<Called>,
  { body, signal: given }: { body?: Body<Called>; signal?: AbortSignal } = {},
): Promise<Outcome<Called>> {
  const { method } = endpoints[name]
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    const response = await fetch(addressOf(name, parameters), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(given === undefined ? {} : { signal: given }),
    })
    if (!response.ok) return { ok: false, failure: await refused(response) }
    const age_ms = Number(response.headers.get('age') ?? 0) * 1_000
    return { ok: true, answer: (await response.json()) as Answer<Called>, age_ms }
  } catch {
    return { ok: false, failure: UNREACHABLE }
  }
}

/** Where an answer can be had, for links such as a download. */
export function addressOf<Called extends Name>(
  name: Called,
  parameters: Asked<Called> & Readonly<Record<string, unknown>>,
): string {
  const rest = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== ''))
  const path = endpoints[name].path.replace(/:(\w+)/g, (_, part: string) => {
    const value = String(rest.get(part) ?? '')
    rest.delete(part)
    return encodeURIComponent(value)
  })
  const query = new URLSearchParams([...rest].map(([key, value]) => [key, String(value)])).toString()
  return `/api/v1${path}${query === '' ? '' : `?${query}`}`
}

/** A login that is over is known by what it does not open any more. */
async function refused(response: Response): Promise<Failure> {
  const failure = await failureOf(response)
  if (failure.cause === 'login') await readSession()
  return failure
}
