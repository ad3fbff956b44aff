/** Writes the TypeScript types of the API's answers and parameters from its catalogue, so that page and API cannot drift apart. */
import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { catalogue } from '../src/web/api/catalogue.ts'
import type { Endpoint } from '../src/web/api/endpoint.ts'

const HEADER = '/** Made from the catalogue of the API by build/api-types.ts; not kept in git. */\n\n'

/** Leaves a file that is already right untouched, so that watchers rest. */
export async function writeApiTypes(path: string): Promise<void> {
  const text = HEADER + apiTypes(catalogue)
  const before = await readFile(path, 'utf8').catch(() => '')
  if (before !== text) await writeFile(path, text)
}

function apiTypes(endpoints: readonly Endpoint[]): string {
  const entries = endpoints.map(
    ({ name, method, path, parameters, body, answer }) =>
      `  ${name}: {\n    method: ${JSON.stringify(method)}\n    path: ${JSON.stringify(path)}\n` +
      `    parameters: ${typeOf(schemaOf(parameters, 'input'))}\n` +
      `    body: ${body === null ? 'undefined' : typeOf(schemaOf(body, 'input'))}\n` +
      `    answer: ${typeOf(schemaOf(answer, 'output'))}\n  }\n`,
  )
  const called = endpoints.map(
    ({ name, method, path }) => `  ${name}: ${JSON.stringify({ method, path })},\n`,
  )
  return `export interface Api {\n${entries.join('')}}\n\nexport const endpoints = {\n${called.join('')}}\n`
}

/** What zod writes of JSON Schema 2020-12, as far as answers use it. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  return z.toJSONSchema(schema, { io, reused: 'inline', unrepresentable: 'any' }) as Schema
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return choices.map(typeOf).join(' | ')
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).join(' & ')
  if (typeof schema.type === 'string') return simple(schema.type, schema)
  return schema.type === undefined ? 'unknown' : schema.type.map((one) => simple(one, schema)).join(' | ')
}

function simple(type: string, schema: Schema): string {
  if (type === 'integer') return 'number'
  if (type === 'array') {
    if (schema.prefixItems !== undefined) return `readonly [${schema.prefixItems.map(typeOf).join(', ')}]`
    return `readonly (${schema.items === undefined ? 'unknown' : typeOf(schema.items)})[]`
  }
  return type === 'object' ? objectType(schema) : type
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const named = Object.entries(properties).map(
    ([name, one]) =>
      `readonly ${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(one)}${required.includes(name) ? '' : ' | undefined'}`,
  )
  if (named.length > 0) return `{ ${named.join('; ')} }`
  const rest = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown'
  return `Readonly<Record<string, ${rest}>>`
}
