/** The job that turns events into status: tiers first, then evaluations. One SLO's failure costs no other. */
import type { Store } from '../clickhouse/store.ts'
import { evaluateAndKeep } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import type { Sli } from './sli.ts'
import { type TierProgress, updateTiers } from './tiers.ts'

/** @throws AggregateError with every SLO's failure, after all were tried */
export async function measure(options: {
  store: Store
  slis: readonly Sli[]
  at_s: number
  onComputed?: (slo: string, seconds: number) => void
  /** Something came for minutes that cannot be computed again. */
  onTooLate?: (slo: string, seconds: number) => void
  onProgress?: (progress: TierProgress) => void
}): Promise<Evaluation[]> {
  const { store, slis, at_s, onComputed, onTooLate, onProgress } = options
  const { updated, failures } = await updateTiers(store, slis, onProgress)
  for (const [slo, { computed_s, too_late_s }] of updated) {
    onComputed?.(slo, computed_s)
    if (too_late_s > 0) onTooLate?.(slo, too_late_s)
  }
  const evaluations = await evaluateAndKeep(
    store,
    slis.filter(({ slo }) => updated.has(slo.name)),
    at_s,
  )
  if (failures.size > 0) {
    const reasons = [...failures].map(([slo, failure]) => `${slo}: ${String(failure)}`)
    throw new AggregateError(failures.values(), reasons.join('; '))
  }
  return evaluations
}
