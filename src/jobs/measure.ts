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
  const evaluations: Evaluation[] = []
  const failures: unknown[] = []
  for (const sli of options.slis) {
    try {
      const { computed_s, too_late_s } = await updateTiers(options.store, sli, options.onProgress)
      options.onComputed?.(sli.slo.name, computed_s)
      if (too_late_s > 0) options.onTooLate?.(sli.slo.name, too_late_s)
      evaluations.push(await evaluateAndKeep(options.store, sli, options.at_s))
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '))
  return evaluations
}
