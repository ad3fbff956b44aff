/** Alerts as jobs raised them, and in the shape that receivers know. */

/** As sql/queries/raised-alerts.sql and untold-changes.sql give it. */
export interface Raised {
  readonly origin: string
  readonly alert: string
  readonly subject: string
  readonly severity: string
  readonly firing: boolean
  readonly decided_at_ms: number
  /** Since when it is or is not firing. */
  readonly since_ms: number
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** What identifies it to receivers. They drop labels without a value: so do we, or its fingerprint would be another. */
export function labelsOf({ alert, severity, labels }: Raised): Record<string, string> {
  return withoutEmpty({ ...labels, alertname: alert, severity })
}

export function withoutEmpty(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
}

export function iso(at_ms: number): string {
  return new Date(at_ms).toISOString()
}
