/** Events as they are parsed from messages, and what a recount says of them. */
export type Event = Record<string, unknown> & {
  kind: string
  event_id: string
  time: string
  source_account: string
  target_account: string
  role: string
  request_id: string
  token_id: string
  correlation_id: string
  outcome: string
  error_type: string
  latency_ms: number | null
}

/** One thing an SLO counts. */
export interface Judged {
  minute: number
  link: string
  good: boolean
}

/** Known, and possible. */
export function isDuration({ latency_ms }: Event): boolean {
  return latency_ms !== null && latency_ms >= 0 && latency_ms <= 3_600_000
}
