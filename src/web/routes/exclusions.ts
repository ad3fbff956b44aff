/** /v1/exclusions: adds, lists and cancels exclusions. docs/http.md describes it for its callers. */
import type { Request, Response } from 'express'
import { LinkmeterError } from '../../errors.ts'
import type { Exclusions } from '../../exclusions/exclusions.ts'
import { bodyReader, type ReadBody } from '../intake/read-body.ts'
import type { Route } from '../route.ts'

const PATH = '/v1/exclusions'
const LARGEST_BODY_BYTES = 1_048_576

/** `onChange`: what was answered before is no longer so. */
export function exclusionRoutes(exclusions: Exclusions, onChange = () => {}): Route[] {
  const readBody = bodyReader(LARGEST_BODY_BYTES)
  return [
    {
      method: 'GET',
      path: PATH,
      token: 'read',
      handle: async (request, response) => {
        response.json(await exclusions.list({ cancelled: request.query['all'] === 'true' }))
      },
    },
    {
      method: 'POST',
      path: PATH,
      token: 'admin',
      handle: async (request, response) => {
        const { exclusion, is_new } = await exclusions.add(await readJson(readBody, request, response))
        onChange()
        response.status(is_new ? 201 : 200).json(exclusion)
      },
    },
    {
      method: 'DELETE',
      path: `${PATH}/:id`,
      token: 'admin',
      handle: async (request, response) => {
        const { id } = request.params
        const author = request.query['author']
        const by = typeof author === 'string' ? author : null
        const cancelled = await exclusions.cancel(typeof id === 'string' ? id : '', by)
        onChange()
        response.json(cancelled)
      },
    },
  ]
}

/**
 * Asking for the content type keeps other sites' pages out where no token is set: a browser sends JSON elsewhere
 * only after it has asked, and the answer is no (https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
 */
async function readJson(readBody: ReadBody, request: Request, response: Response): Promise<unknown> {
  if (!request.is('application/json')) throw new LinkmeterError('json_expected')
  const body = await readBody(request, response)
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new LinkmeterError('exclusion_invalid', { problems: 'the body is no JSON' })
  }
}
