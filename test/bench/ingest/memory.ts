/** How far this process's resident memory grows while a backlog drains, from its warmed-up size to its peak. */
import { readFileSync } from 'node:fs'

/** The first seconds fill buffers and caches to their working size; what grows after that could go on growing. */
const WARM_UP_MS = 3_000
const SAMPLE_EVERY_MS = 50

export function watchMemory(): { growth_mib(): number } {
  const began = performance.now()
  let [warm, peak] = [0, 0]
  setInterval(() => {
    const now = residentMib()
    if (performance.now() - began < WARM_UP_MS) warm = Math.max(warm, now)
    else peak = Math.max(peak, now)
  }, SAMPLE_EVERY_MS).unref()
  return { growth_mib: () => Math.max(0, peak - warm) }
}

/** As the kernel counts it: the heap, buffers, and everything of the engine. */
function residentMib(): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024
}
