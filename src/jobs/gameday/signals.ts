/** Which signals must show a failure (docs/slis.md, failures a link can have): alerts of SLOs, and what events show. */

export type FailureName = 'F1' | 'F2' | 'F3' | 'F4' | 'F5' | 'F6' | 'F7'

export type Signal =
  | { readonly slo: string }
  /** A query of sql/gameday. */
  | { readonly query: 'token-from-elsewhere' | 'new-operation' | 'clock-skew' | 'broker-queue' }

export const signalsOf: Readonly<Record<FailureName, readonly Signal[]>> = {
  F1: [{ slo: 'm01-cross-account-auth-success' }, { slo: 'm03-action-success' }, { query: 'clock-skew' }],
  F2: [{ slo: 'm01-cross-account-auth-success' }, { slo: 'a02-assume-role-success' }],
  F3: [{ slo: 'm09-unauthorized-attempts' }, { query: 'token-from-elsewhere' }],
  F4: [{ slo: 'm05-audit-delivery' }, { slo: 'a01-cloudtrail-completeness' }, { slo: 'a06-log-delivery' }],
  F5: [
    { slo: 'm02-token-issuance-latency' },
    { slo: 'm07-cross-account-latency' },
    { query: 'broker-queue' },
  ],
  F6: [{ slo: 'm08-permission-drift' }, { query: 'new-operation' }],
  F7: [{ slo: 'm04-time-to-revoke' }],
}

/** Every signal once: what a control run must not show. */
export function everySignal(): Signal[] {
  const all = Object.values(signalsOf).flat()
  return [...new Map(all.map((signal) => [nameOf(signal), signal])).values()]
}

export function nameOf(signal: Signal): string {
  return 'slo' in signal ? signal.slo : signal.query
}
