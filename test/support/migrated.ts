/** A real engine with this version's tables and nothing else, for what needs no SLO. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbedded } from '../../src/clickhouse/embedded.ts'
import type { ViewText } from '../../src/clickhouse/migrations.ts'
import { migrate } from '../../src/clickhouse/migrations.ts'
import type { Store } from '../../src/clickhouse/store.ts'

export interface Migrated {
  readonly store: Store
  close(): Promise<void>
}

export async function openMigrated(views: readonly ViewText[] = []): Promise<Migrated> {
  const folder = await mkdtemp(join(tmpdir(), 'linkmeter-migrated-'))
  const store = await openEmbedded(join(folder, 'data'), 'linkmeter')
  await migrate(store, { cluster: null, views })
  return {
    store,
    close: async () => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
