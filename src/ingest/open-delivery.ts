/** A delivery on its way through the pipeline: what is told of it, what is stored, and who waits for it. */
import { type Deferred, defer } from './deferred.ts'
import type { Delivery } from './delivery.ts'
import type { Ledger } from './receipts.ts'

export interface OpenDelivery {
  readonly delivery: Delivery
  readonly received_at: number
  /** Where its records are counted, when its sender wants a receipt. */
  readonly ledger: Ledger | null
  readonly room: Deferred<void>
  readonly stored: Deferred<void>
  /** The next message to tell. */
  next: number
  /** Batches that hold a part of it and are not stored. */
  parts: number
}

export function openDelivery(delivery: Delivery, received_at: number, ledger: Ledger | null): OpenDelivery {
  return { delivery, received_at, ledger, room: defer(), stored: defer(), next: 0, parts: 0 }
}

export function isTold(open: OpenDelivery): boolean {
  return open.next >= open.delivery.messages.length
}

/** One of its parts is stored; with the last one, so is the delivery. */
export function settlePart(open: OpenDelivery): void {
  open.parts -= 1
  if (open.parts === 0 && isTold(open)) open.stored.resolve()
}

/** What is not stored by now will not be. */
export function abandon(open: OpenDelivery, reason: Error): void {
  open.room.reject(reason)
  open.stored.reject(reason)
}
