/** How authentication does at this moment. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { Figure } from '../../components/figure.tsx'
import { countText, durationText, percentText } from '../../format/number.ts'

/** Short enough to be now, and what is next to it. */
const WINDOWS = ['5m', '1h', '6h']

export function Now({ answer: { auth_success, issuance } }: { answer: Answer<'oncall'> }) {
  const { href } = useAddress()
  const windows = WINDOWS.flatMap((name) => auth_success.filter(({ window }) => window === name))
  return (
    <div class="figures">
      {windows.map(({ window, ratio, good, total }) => (
        <Figure
          key={window}
          label={`Authentication success, ${window}`}
          href={href('/slos/m01-cross-account-auth-success')}
          value={percentText(ratio)}
          detail={total === 0 ? 'no exchange' : `${countText(good)} of ${countText(total)} exchanges`}
        />
      ))}
      <Figure
        label="Token issuance p50, 1h"
        href={href('/slos/m02-token-issuance-latency')}
        value={durationText(issuance.p50_seconds)}
        detail={`of ${countText(issuance.total)} tokens`}
      />
      <Figure
        label="Token issuance p95, 1h"
        href={href('/slos/m02-token-issuance-latency')}
        value={durationText(issuance.p95_seconds)}
        detail="objective 500 ms"
      />
    </div>
  )
}
