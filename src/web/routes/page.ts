/** The built-in page: one document for every view, and its files. They hold no results, so they ask for no token. */
import { fileURLToPath } from 'node:url'
import type { Response } from 'express'
import { LinkmeterError } from '../../errors.ts'
import { answerError } from '../answer-errors.ts'
import type { Route } from '../route.ts'

/** The addresses of views. The page itself shows the one that is asked for; src/page/views.ts lists them, too. */
const views = [
  '/',
  '/on-call',
  '/slos',
  '/slos/:slo',
  '/links',
  '/links/:id',
  '/debug',
  '/debug/trace',
  '/sql',
  '/reviews/weekly',
  '/reviews/monthly',
]

const built = fileURLToPath(new URL('../../../dist/page', import.meta.url))

export function page(folder = built): Route[] {
  const document = (path: string) =>
    file(path, (response) => {
      response.setHeader('Content-Security-Policy', POLICY)
      response.setHeader('Cache-Control', 'no-cache')
      send(response, folder, 'index.html')
    })
  return [
    ...views.map(document),
    file('/favicon.svg', (response) => send(response, folder, 'favicon.svg')),
    file('/assets/:name', (response, name) => {
      // The name changes with the content.
      response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
      send(response, `${folder}/assets`, name)
    }),
  ]
}

/** Nothing comes from elsewhere, nothing is written into the document, nothing goes elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

function file(path: string, answer: (response: Response, name: string) => void): Route {
  return {
    method: 'GET',
    path,
    token: null,
    handle: ({ params: { name } }, response) => answer(response, typeof name === 'string' ? name : ''),
  }
}

function send(response: Response, root: string, name: string): void {
  response.sendFile(name, { root, cacheControl: false }, (error) => {
    if (error === undefined || response.headersSent) return
    response.setHeader('Cache-Control', 'no-store')
    answerError(response, new LinkmeterError('route_unknown'))
  })
}
