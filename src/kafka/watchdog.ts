/** Says once when nothing was heard for too long: kafkajs has been seen to stand still while its process looked alive. */

export interface Watchdog {
  /** Something was heard. */
  heard(): void
  stop(): void
}

export function startWatchdog(pass: {
  limit_ms: number
  now: () => number
  onSilent: (silent_ms: number) => void
}): Watchdog {
  const { limit_ms, now, onSilent } = pass
  let last = now()
  const timer = setInterval(() => {
    const silent_ms = now() - last
    if (silent_ms < limit_ms) return
    clearInterval(timer)
    onSilent(silent_ms)
  }, limit_ms / 10)
  timer.unref()
  return {
    heard: () => {
      last = now()
    },
    stop: () => clearInterval(timer),
  }
}
