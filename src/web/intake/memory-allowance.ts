/** How many bytes of bodies may be held at once: what keeps memory bounded when many callers send at the same time. */

export interface Allowance {
  /** Null when there is not so much left. */
  reserve(bytes: number): Reservation | null
}

export interface Reservation {
  /** Once the true size is known. */
  correct(bytes: number): void
  /** Safe to call twice. */
  release(): void
}

export function memoryAllowance(total_bytes: number): Allowance {
  let reserved = 0
  return {
    reserve(bytes) {
      if (reserved + bytes > total_bytes) return null
      let own = bytes
      reserved += own
      const correct = (size: number) => {
        reserved += size - own
        own = size
      }
      return { correct, release: () => correct(0) }
    },
  }
}
