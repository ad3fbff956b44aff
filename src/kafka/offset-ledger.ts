/**
 * Which offsets may be committed. Slices of a partition may be stored in any order; an offset may be committed
 * only when everything before it is stored, and never after an assignment that it did not come from.
 */

export interface Position {
  readonly topic: string
  readonly partition: number
  /** The offset of the next message to read. */
  readonly offset: number
}

/** A partition that was given to us, and where its group had come to; null where it has never committed. */
export interface Assignment {
  readonly topic: string
  readonly partition: number
  readonly committed: number | null
}

/** The log went on elsewhere than where we had come to: forward, messages are lost to us; backward, it began anew. */
export interface Jump {
  readonly from: number
  readonly to: number
}

export interface OffsetLedger {
  /** The assignment is void: nothing taken under it will be committed. */
  revoke(): void
  assign(assignments: readonly Assignment[]): void
  isAssigned(topic: string, partition: number): boolean
  /** Notes that [from, next) of a partition was taken; `from` null where unknown. Call `stored` once it is stored. */
  take(topic: string, partition: number, from: number | null, next: number): Span
  /** What is stored and not yet committed: one position a partition. */
  committable(): Position[]
  committed(positions: readonly Position[]): void
}

interface Span {
  readonly jump: Jump | null
  stored(): void
}

interface Entry {
  readonly epoch: number
  readonly next: number
  /** The log began anew with this entry: lower offsets than before are right. */
  readonly is_restart: boolean
  is_stored: boolean
}

interface Line {
  readonly topic: string
  readonly partition: number
  /** Taken and not yet stored, oldest first. Those of former assignments stay: what follows must wait for them too. */
  readonly entries: Entry[]
  expected: number | null
  stored: number | null
  committed: number | null
}

export function createOffsetLedger(): OffsetLedger {
  const lines = new Map<string, Line>()
  const assigned = new Map<string, Line>()
  let epoch = 0

  const lineOf = (topic: string, partition: number): Line => {
    const id = idOf(topic, partition)
    const known = lines.get(id)
    if (known !== undefined) return known
    const line = { topic, partition, entries: [], expected: null, stored: null, committed: null }
    lines.set(id, line)
    return line
  }

  const revoke = () => {
    epoch += 1
    assigned.clear()
    for (const [id, line] of lines) {
      line.stored = null
      if (line.entries.length === 0) lines.delete(id)
    }
  }

  return {
    revoke,
    assign: (assignments) => {
      revoke()
      for (const { topic, partition, committed } of assignments) {
        const line = lineOf(topic, partition)
        Object.assign(line, { expected: committed, stored: null, committed })
        assigned.set(idOf(topic, partition), line)
      }
    },
    isAssigned: (topic, partition) => assigned.has(idOf(topic, partition)),
    take: (topic, partition, from, next) => {
      const line = lineOf(topic, partition)
      const jump = jumpOf(line.expected, from)
      const entry: Entry = { epoch, next, is_restart: jump !== null && jump.to < jump.from, is_stored: false }
      line.entries.push(entry)
      line.expected = next
      const stored = () => {
        entry.is_stored = true
        settle(line, epoch)
      }
      return { jump, stored }
    },
    committable: () => [...assigned.values()].flatMap(due),
    committed: (positions) => {
      for (const { topic, partition, offset } of positions) {
        const line = assigned.get(idOf(topic, partition))
        if (line !== undefined) line.committed = offset
      }
    },
  }
}

function jumpOf(expected: number | null, from: number | null): Jump | null {
  if (expected === null || from === null || from === expected) return null
  return { from: expected, to: from }
}

/** Takes the stored entries from the front of the line. */
function settle(line: Line, epoch: number): void {
  while (line.entries[0]?.is_stored === true) {
    const entry = line.entries.shift()
    if (entry?.epoch !== epoch) continue
    line.stored = entry.next
    if (entry.is_restart) line.committed = null
  }
}

function due({ topic, partition, stored, committed }: Line): Position[] {
  if (stored === null || (committed !== null && stored <= committed)) return []
  return [{ topic, partition, offset: stored }]
}

function idOf(topic: string, partition: number): string {
  return `${topic}/${partition}`
}
