/** Replays the alerts of SLOs over stored history: what each would have done, as the tiers know it now. */
import type { Store } from '../../clickhouse/store.ts'
import { type Firing, type Moments, replay } from '../../slo/replay.ts'
import { evaluateSlos } from '../evaluation.ts'
import type { Sli } from '../sli.ts'
import { rolledTo } from '../window-counts.ts'
import { readEvidence } from './evidence.ts'

/** An SLO to replay, and the name under which the tiers hold what it counts. */
export interface Replayed {
  readonly sli: Sli
  readonly counted: string
}

/**
 * Replays SLOs one by one, so that the memory of one serves all.
 * @param onProgress called with how many are done @throws StoreFailure
 */
export async function backtest(
  store: Store,
  replayed: readonly Replayed[],
  moments: Moments,
  onProgress: (done: number) => void = () => {},
): Promise<Firing[]> {
  const firings: Firing[] = []
  const names = replayed.map(({ counted }) => counted)
  const rolled = await rolledTo(store, names)
  for (const [index, { sli, counted }] of replayed.entries()) {
    const [last] = await evaluateSlos(store, [sli], moments.to_s)
    const now_s = rolled.get(counted)?.now_s ?? moments.to_s
    if (last !== undefined) {
      const span = { from_s: moments.from_s, to_s: moments.to_s }
      const history = { counted, span, last: last.evaluation, now_s }
      firings.push(...replay(sli.slo, await readEvidence(store, sli.slo, history), moments))
    }
    onProgress(index + 1)
  }
  return firings.toSorted((one, other) => one.fired_s - other.fired_s)
}
