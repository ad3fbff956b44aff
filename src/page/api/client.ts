/** Asks the API. What can go wrong is a value, told apart by what the reader can do about it. */
import { signal } from '@preact/signals'
import { type Api, endpoints } from './schema.ts'

export type Name = keyof Api
export type Answer<Called extends Name> = Api[Called]['answer']
export type Asked<Called extends Name> = Api[Called]['parameters']
export type Body<Called extends Name> = Api[Called]['body']

export type Outcome<Called extends Name> =
  | { readonly ok: true; readonly answer: Answer<Called> }
  | { readonly ok: false; readonly failure: Failure }

export interface Failure {
  /** unreachable: nobody answered. token: one is needed. store: the results cannot be read now. refused: all else. */
  readonly cause: 'unreachable' | 'token' | 'store' | 'refused'
  readonly message: string
}

/** Given by the reader where the API asks for one; kept only while the page is open. */
export const token = signal('')

export async function ask<Called extends Name>(
  name: Called,
  parameters: Asked<Called>,
  { body, signal: given }: { body?: Body<Called>; signal?: AbortSignal } = {},
): Promise<Outcome<Called>> {
  const { method } = endpoints[name]
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token.value !== '') headers['authorization'] = `Bearer ${token.value}`
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    const response = await fetch(addressOf(name, parameters), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(given === undefined ? {} : { signal: given }),
    })
    if (!response.ok) return { ok: false, failure: await failureOf(response) }
    return { ok: true, answer: (await response.json()) as Answer<Called> }
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

const UNREACHABLE: Failure = {
  cause: 'unreachable',
  message: 'linkmeter does not answer. Is the service running, and is the network there?',
}

async function failureOf(response: Response): Promise<Failure> {
  const { code, message } = await errorOf(response)
  if (response.status === 401 || response.status === 403) return { cause: 'token', message }
  return { cause: code === 'results_unreadable' ? 'store' : 'refused', message }
}

async function errorOf(response: Response): Promise<{ code: string; message: string }> {
  const otherwise = { code: '', message: `The service answered ${response.status} ${response.statusText}.` }
  try {
    const { error } = (await response.json()) as { error?: { code?: string; message?: string } }
    return { ...otherwise, ...error }
  } catch {
    return otherwise
  }
}
