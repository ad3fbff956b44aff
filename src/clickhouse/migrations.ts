/**
 * Brings the database to the shape this version needs. Safe to run twice and by two clients at once:
 * every statement creates only what is absent, and what was applied is recorded by name and checksum.
 */
import { createHash } from 'node:crypto'
import { LinkmeterError } from '../errors.ts'
import { listSql, readSql, statementsOf } from './sql-file.ts'
import type { Store } from './store.ts'
import { fillTemplate } from './template.ts'

/** A view of ours, as templates and the fragments that fill them make it. */
export interface ViewText {
  readonly name: string
  readonly sql: string
}

export interface MigrationOptions {
  readonly cluster: string | null
  /** The views to lay over the tables, each replaced as a whole. */
  readonly views: readonly ViewText[]
}

/** Applies what is missing and gives the names of the migrations it applied. @throws LinkmeterError migration_changed */
export async function migrate(store: Store, options: MigrationOptions): Promise<string[]> {
  // 1. The record of what was applied.
  await runAll(store, 'bootstrap/schema-migrations', options.cluster)
  // 2. What is missing, in order of names.
  const applied = await appliedMigrations(store)
  const pending = pendingMigrations(applied)
  for (const name of pending) {
    await runAll(store, `migrations/${name}`, options.cluster)
    await store.run(readSql('bootstrap/record-migration'), { name, checksum: checksumOf(name) })
  }
  // 3. The views: they hold no data, so they simply follow this version's text. The same text need not be laid again.
  const laid = sha256(options.views.map(({ sql }) => sql).join('\n'))
  if (applied.get(VIEWS) !== laid || pending.length > 0) {
    for (const view of options.views) {
      for (const statement of statementsOf(fillTemplate(view.sql, { cluster: options.cluster }))) {
        await store.run(statement)
      }
    }
    await store.run(readSql('bootstrap/record-migration'), { name: VIEWS, checksum: laid })
  }
  return pending
}

/** The name under which the text of the views is recorded: no migration has it, since theirs begin with a number. */
const VIEWS = 'views'

/** The checksums of what was applied, by name. */
async function appliedMigrations(store: Store): Promise<ReadonlyMap<string, string>> {
  const rows = await store.rows<{ name: string; checksum: string }>(readSql('bootstrap/applied-migrations'))
  return new Map(rows.map((row) => [row.name, row.checksum]))
}

/** The migrations the database lacks, in order. @throws LinkmeterError migration_changed */
function pendingMigrations(applied: ReadonlyMap<string, string>): string[] {
  const names = listSql('migrations')
  for (const name of names) {
    const known = applied.get(name)
    if (known !== undefined && known !== checksumOf(name))
      throw new LinkmeterError('migration_changed', { name })
  }
  return names.filter((name) => !applied.has(name))
}

async function runAll(store: Store, name: string, cluster: string | null): Promise<void> {
  for (const statement of statementsOf(fillTemplate(readSql(name), { cluster }))) await store.run(statement)
}

function checksumOf(name: string): string {
  return sha256(readSql(`migrations/${name}`))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
