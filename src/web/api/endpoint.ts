/** What an endpoint of the JSON API is: one file each, listed in the catalogue, from which routes and OpenAPI are made. */
import { z } from 'zod'
import type { DeadLetters } from '../../dead-letters/dead-letters.ts'
import { LinkmeterError } from '../../errors.ts'
import type { SloDefinition } from '../../slo/definition.ts'
import type { Tokens } from '../route.ts'
import type { Reading } from '../sql-endpoint/reading.ts'
import type { AnswerSources } from './answers.ts'

/** What endpoints answer from. */
export interface ApiSources extends AnswerSources {
  readonly slos: readonly SloText[]
  readonly clock: { now(): number }
  /** Of the program. */
  readonly version: string
  readonly deadLetters: DeadLetters
  /** Null: nobody reads by SQL here. */
  readonly reading: Reading | null
}

/** An SLO and the text of its SQL file. */
export interface SloText {
  readonly slo: SloDefinition
  readonly sql: string
}

export interface Endpoint {
  /** The operation's name, unique: what a client made from OpenAPI calls it. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below `/api/v1`, with `:name` for a part that varies. */
  readonly path: string
  readonly summary: string
  readonly token: keyof Tokens
  /** Of the path and of the query, by name. */
  readonly parameters: z.ZodObject
  /** Null: it takes none. */
  readonly body: z.ZodType | null
  readonly answer: z.ZodType
  /** For how long an answer to the same question is given again. */
  readonly fresh_ms: number
  /** After how long who asks is told that there is no answer. */
  readonly patience_ms: number
  /** The same as rows, for a spreadsheet; null where there is no such form. */
  readonly csv: ((answer: unknown) => Cells[]) | null
  /** @throws LinkmeterError parameters_invalid, and what the endpoint itself refuses; StoreFailure */
  ask(asked: Asked, sources: ApiSources): Promise<unknown>
  /** One text for all requests that ask the same. @throws LinkmeterError parameters_invalid */
  question(asked: Asked): string
}

export interface Asked {
  readonly parameters: Readonly<Record<string, unknown>>
  readonly body: unknown
  /** Who asked has left. What is asked for several callers at once does not look at it. */
  readonly signal: AbortSignal
}

export type Cells = Readonly<Record<string, string | number | boolean | null>>

interface Definition<Parameters extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType> {
  readonly name: string
  readonly path: string
  readonly summary: string
  readonly parameters: Parameters
  readonly answer: Answer
  readonly method?: Endpoint['method']
  readonly token?: Endpoint['token']
  readonly body?: Body
  readonly fresh_ms?: number
  readonly patience_ms?: number
  readonly csv?: (answer: z.output<Answer>) => Cells[]
  readonly read: (
    asked: {
      readonly parameters: z.output<Parameters>
      readonly body: z.output<Body>
      readonly signal: AbortSignal
    },
    sources: ApiSources,
  ) => Promise<z.input<Answer>>
}

/** Evaluations come every 15 seconds: several readers within this time read the tables once. */
const FRESH_MS = 5_000
/** Longer than any reading should take, shorter than a browser's patience. */
const PATIENCE_MS = 15_000

export function endpoint<
  Parameters extends z.ZodObject,
  Answer extends z.ZodType,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: Definition<Parameters, Body, Answer>): Endpoint {
  const { name, path, summary, parameters, answer, csv, read } = definition
  const { method = 'GET', token = 'read', fresh_ms = FRESH_MS, patience_ms = PATIENCE_MS } = definition
  const bodySchema = definition.body ?? null
  const parametersOf = (asked: Asked) => checked(parameters, asked.parameters)
  return {
    name,
    method,
    path,
    summary,
    token,
    parameters,
    body: bodySchema,
    answer,
    fresh_ms: method === 'GET' ? fresh_ms : 0,
    patience_ms,
    csv: csv === undefined ? null : (given) => csv(checked(answer, given)),
    question: (asked) => JSON.stringify([name, parametersOf(asked)]),
    ask: (asked, sources) =>
      read(
        {
          parameters: parametersOf(asked),
          body: checked(bodySchema ?? noBody<Body>(), asked.body),
          signal: asked.signal,
        },
        sources,
      ),
  }
}

function noBody<Body extends z.ZodType>(): Body {
  return z.undefined() as unknown as Body
}

function checked<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw new LinkmeterError('parameters_invalid', { problems: problems.join('; ') })
}
