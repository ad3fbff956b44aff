/** Reads a body to its end, inflated where it says so, up to a limit. */
import express, { type Request, type Response } from 'express'
import { LinkmeterError } from '../../errors.ts'

export type ReadBody = (request: Request, response: Response) => Promise<Buffer>

/** @throws LinkmeterError body_too_large, body_unreadable, content_encoding_unsupported (from the function it gives) */
export function bodyReader(limit_bytes: number): ReadBody {
  const read = express.raw({ type: () => true, limit: limit_bytes })
  return (request, response) =>
    new Promise((resolve, reject) => {
      read(request, response, (error?: unknown) => {
        if (error !== undefined) reject(asKnown(error, limit_bytes))
        // Without a body there is nothing to parse, and express leaves `body` undefined.
        else resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
      })
    })
}

/** The types are body-parser's own names for what can go wrong. */
function asKnown(error: unknown, limit_bytes: number): unknown {
  if (!(error instanceof Error && 'status' in error)) return error
  const type = 'type' in error ? error.type : undefined
  if (type === 'entity.too.large') {
    return new LinkmeterError('body_too_large', { limit: limit_bytes / 1_048_576 }, error)
  }
  if (type === 'encoding.unsupported') return new LinkmeterError('content_encoding_unsupported', {}, error)
  return error.status === 400 ? new LinkmeterError('body_unreadable', {}, error) : error
}
