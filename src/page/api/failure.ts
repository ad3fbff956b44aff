/** What can go wrong with a question, told apart by what the reader can do about it. */

export interface Failure {
  /** unreachable: nobody answered. login: one is needed. store: the results cannot be read now. refused: all else. */
  readonly cause: 'unreachable' | 'login' | 'store' | 'refused'
  readonly message: string
}

export const UNREACHABLE: Failure = {
  cause: 'unreachable',
  message: 'linkmeter does not answer. Is the service running, and is the network there?',
}

export async function failureOf(response: Response): Promise<Failure> {
  const { code, message } = await errorOf(response)
  return { cause: causes[code] ?? 'refused', message }
}

/** By the codes of docs/errors.md. */
const causes: Readonly<Record<string, Failure['cause']>> = {
  token_wrong: 'login',
  results_unreadable: 'store',
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
