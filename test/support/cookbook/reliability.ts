/** The answers to an SRE's questions. */
import { type Answers, grouped, type Told } from './told.ts'

/** The SLOs that the test evaluates. */
export const evaluated = ['m01-cross-account-auth-success', 'm03-action-success'] as const

export const reliability: Answers = {
  'Which links fail to get tokens?': ({ truth }) =>
    truth.slos['m01-cross-account-auth-success'].by_link
      .filter(({ good, total }) => good < total)
      .map(({ source_account, role, target_account, good, total }) => ({
        ...{ source_account, role, target_account },
        failed: total - good,
        exchanges: total,
      })),
  'How often does an exchange have to be retried?': (told) => {
    const exchanges = grouped(
      told.of('token_issuance'),
      ({ request_id, event_id, target_account }) => ({ target_account, of: request_id || event_id }),
      (attempts) => ({ attempts: attempts.length }),
    )
    return grouped(
      exchanges,
      (exchange) => ({ attempts: exchange['attempts'] }),
      (all) => ({ exchanges: all.length }),
    )
  },
  'Which broker is slow?': (told) =>
    grouped(
      told.of('token_issuance').filter(({ outcome, latency_ms }) => {
        return (
          outcome === 'success' &&
          typeof latency_ms === 'number' &&
          latency_ms >= 0 &&
          latency_ms <= 3_600_000
        )
      }),
      ({ broker }) => ({ broker: broker ?? '' }),
      (issued) => {
        const sorted = issued.map(({ latency_ms }) => Number(latency_ms)).sort((one, other) => one - other)
        return { issued: sorted.length, p95_ms: sorted[Math.floor(0.95 * sorted.length)] }
      },
    ),
  'How do the SLOs stand?': ({ truth }) =>
    evaluated.map((slo) => {
      const { good, total } = truth.slos[slo]
      return { slo, status: good >= objectives[slo] * total ? 'met' : 'breached', good, total }
    }),
  'Which links have spent their error budget?': ({ truth }) =>
    evaluated.flatMap((slo) =>
      truth.slos[slo].by_link
        .filter(({ good, total }) => total - good > (1 - objectives[slo]) * total)
        .map(({ source_account, role, target_account, good, total }) => ({
          ...{ slo, source_account, role, target_account, good, total },
        })),
    ),
  'What do actions fail of, day by day?': (told) =>
    grouped(
      told.of('action').filter(({ outcome }) => outcome !== 'success'),
      ({ time, outcome, error_type }) => ({ day: time.slice(0, 10), outcome, error_type }),
      (actions) => ({ actions: actions.length }),
    ),
  'Which quotas are nearly used up?': lowQuotas,
}

const objectives = { 'm01-cross-account-auth-success': 0.999, 'm03-action-success': 0.995 } as const

function lowQuotas(told: Told) {
  return grouped(
    told.of('quota_sample').filter(({ limit_value }) => Number(limit_value) > 0),
    ({ target_account, region, service, quota }) => ({ account: target_account, region, service, quota }),
    (samples) => {
      const [lowest] = samples
        .map((sample) => ({
          limit_value: Number(sample['limit_value']),
          used_value: Number(sample['used_value']),
          time: sample.time,
        }))
        // Of several with equally little left the latest.
        .sort((one, other) => left(one) - left(other) || (one.time < other.time ? 1 : -1))
      return { limit_value: lowest?.limit_value, used_value: lowest?.used_value }
    },
  )
    .filter(({ limit_value, used_value }) => 1 - Number(used_value) / Number(limit_value) < 0.2 - 1e-12)
    .map(({ region: _, ...row }) => row)
}

function left({ limit_value, used_value }: { limit_value: number; used_value: number }): number {
  return (limit_value - used_value) / limit_value
}
