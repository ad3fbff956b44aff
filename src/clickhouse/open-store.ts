/** Finds the data: a server when one is named, the socket of a running service, else the engine in this process. */
import { resolve } from 'node:path'
import { LinkmeterError } from '../errors.ts'
import { openEmbedded } from './embedded.ts'
import { connectServer, connectSocket, type ServerAddress } from './server.ts'
import { answers, serveSocket, socketPathOf } from './socket.ts'
import type { Store } from './store.ts'

export interface StorePlace {
  /** Null: embedded, in `data_folder`. */
  readonly server: ServerAddress | null
  readonly data_folder: string
  readonly database: string
}

/**
 * Opens the store. A process that opens the engine also serves its socket, so that commands work beside it.
 * @param owner true for a service, which must own the folder: it refuses a folder in use
 * @throws LinkmeterError store_unreachable, data_folder_locked, data_folder_unusable
 */
export async function openStore(place: StorePlace, options: { owner: boolean }): Promise<Store> {
  if (place.server !== null) return connectServer(place.server)
  const folder = resolve(place.data_folder)
  const socketPath = socketPathOf(folder)
  if (await answers(socketPath)) {
    if (options.owner) {
      throw new LinkmeterError('data_folder_locked', {
        path: folder,
        holder: ' (a running linkmeter answers there)',
      })
    }
    return connectSocket(socketPath, place.database)
  }
  const store = await openEmbedded(folder, place.database)
  const endSocket = await serveSocket(socketPath, store)
  return {
    ...store,
    close: async () => {
      await endSocket()
      await store.close()
    },
  }
}

/** @throws LinkmeterError data_folder_locked when a running service owns the folder */
export async function refuseFolderInUse(folder: string): Promise<void> {
  if (await answers(socketPathOf(folder))) {
    throw new LinkmeterError('data_folder_locked', {
      path: folder,
      holder: ' (a running linkmeter answers there)',
    })
  }
}
