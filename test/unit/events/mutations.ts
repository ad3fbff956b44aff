/** Records as nobody meant them: a fixture with a few values anywhere in it replaced, dropped or turned into text. */
import fc from 'fast-check'

type Path = readonly (string | number)[]

const junk = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('', '0', '{', '[]', '{}', 'arn:aws:iam::1:role/x', '__proto__', -1, 1e308, null, [], {}),
  fc.string({ maxLength: 50 }),
)

const change = fc.oneof(
  junk.map((by) => (record: unknown, path: Path) => replaceAt(record, path, by)),
  fc.constantFrom(
    (record: unknown, path: Path) => replaceAt(record, path, undefined),
    (record: unknown, path: Path) => replaceAt(record, path, JSON.stringify(valueAt(record, path))),
    (record: unknown, path: Path) => replaceAt(record, path, [valueAt(record, path)]),
    (record: unknown, path: Path) => replaceAt(record, path, { items: [valueAt(record, path)] }),
  ),
)

/** One of the records, changed in one to three places. */
export function mutationsOf(records: readonly unknown[]): fc.Arbitrary<unknown> {
  const changes = fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 3 })
  return fc.tuple(fc.constantFrom(...records), changes).map(([record, made]) =>
    made.reduce<unknown>((changed, [place, make]) => {
      const paths = pathsOf(changed)
      return make(changed, paths[place % paths.length] ?? [])
    }, record),
  )
}

/** The record with a member of a secret's name in one of its objects. */
export function planted(record: unknown, place: number, name: string, secret: string): unknown {
  const objects = pathsOf(record).filter((path) => isObject(valueAt(record, path)))
  const path = objects[place % objects.length]
  if (path === undefined) return record
  return replaceAt(record, path, { [name]: secret, ...(valueAt(record, path) as object) })
}

function pathsOf(value: unknown): readonly Path[] {
  const inner = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : []
  return [[], ...inner.flatMap(([key, item]) => pathsOf(item).map((path) => [key, ...path]))]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null
        ? (found as Record<string | number, unknown>)[key]
        : undefined,
    value,
  )
}

function replaceAt(value: unknown, path: Path, by: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return by
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? replaceAt(item, rest, by) : item))
  return isObject(value) ? { ...value, [key]: replaceAt(value[key], rest, by) } : value
}
