/** The API's description, made from the catalogue: OpenAPI 3.1, whose schemas are JSON Schema 2020-12. */
import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'

const errorAnswer = z.object({
  error: z.object({
    code: z.string().describe('One of docs/errors.md'),
    message: z.string().describe('What is wrong, and what to do'),
  }),
})

export function openApi(catalogue: readonly Endpoint[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const endpoint of catalogue) {
    const path = `/api/v1${endpoint.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'linkmeter',
      version,
      description: 'How delegated access between accounts works: what the page shows, as JSON.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{}, { bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'linkmeter-session' },
      },
      schemas: {
        error: schemaOf(errorAnswer, 'output'),
        ...Object.fromEntries(catalogue.map(({ name, answer }) => [name, schemaOf(answer, 'output')])),
      },
    },
  }
}

function operationOf({ name, path, summary, token, parameters, body, csv }: Endpoint): object {
  const answers = {
    'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
    ...(csv === null ? {} : { 'text/csv': { schema: { type: 'string' } } }),
  }
  return {
    operationId: name,
    summary,
    description: `Asks for the ${token} token where one is set.`,
    parameters: [
      ...Object.entries(parameters.shape).map(([key, schema]) => parameterOf(key, schema, path)),
      ...(csv === null ? [] : [CSV_PARAMETER]),
    ],
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(body, 'input') } },
          },
        }),
    responses: {
      200: { description: 'The answer', content: answers },
      default: {
        description: 'Why there is none',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/error' } } },
      },
    },
  }
}

const CSV_PARAMETER = {
  name: 'format',
  in: 'query',
  required: false,
  description: 'csv: rows for a spreadsheet',
  schema: { enum: ['json', 'csv'], default: 'json' },
}

function parameterOf(name: string, schema: unknown, path: string): object {
  const { description = '', ...rest } =
    schemaOf(z.object({ [name]: schema as z.ZodType }), 'input').properties[name] ?? {}
  const isInPath = path.split('/').includes(`:${name}`)
  const isRequired = isInPath || !(schema as z.ZodType).safeParse(undefined).success
  return { name, in: isInPath ? 'path' : 'query', required: isRequired, description, schema: rest }
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    // The format says it; the pattern is half the description.
    override: ({ jsonSchema }) => {
      if (/^date/.test(jsonSchema.format ?? '')) delete jsonSchema.pattern
    },
  })
  return { properties: {}, ...rest } as ObjectSchema
}
