/** Where an objective stands: the figures one asks for first. */
import type { Answer } from '../../api/client.ts'
import { BudgetBar } from '../../components/budget-bar.tsx'
import { Figure } from '../../components/figure.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { Time } from '../../components/time.tsx'
import { burnText, countText, objectiveText, percentText, UNKNOWN } from '../../format/number.ts'

type Standing = Answer<'slo'>['standing']

export function Standing({ standing, isScoped }: { standing: Standing; isScoped: boolean }) {
  const { kind, ratio, total, good, budget, objective, period, burn_rate, input, excluded, pending } =
    standing
  const isCount = kind === 'count'
  const isUnknown = standing.status === 'no_data'
  return (
    <>
      <p class="lead">
        <StateBadge state={standing.shown_as} />{' '}
        {isScoped && 'for the links of the account or role chosen above, '}
        as of <Time at={standing.evaluated_at} precision="second" />
        {standing.is_stale && <b class="state-at_risk"> (not evaluated for over five minutes)</b>}.{' '}
        {!input.complete && input.waiting.length > 0 && `Waiting: ${input.waiting.join(' ')}`}
      </p>
      <div class="figures">
        <Figure
          label={isCount ? 'Counted' : 'Value'}
          value={
            isCount ? (
              <data value={total}>{isUnknown ? UNKNOWN : countText(total)}</data>
            ) : (
              <data value={ratio ?? ''}>{percentText(ratio)}</data>
            )
          }
          detail={`objective ${objectiveText(objective, isCount)} over ${period === 'month' ? 'the month' : period}`}
        />
        {!isCount && (
          <Figure
            label="Good of all"
            value={`${countText(good)} / ${countText(total)}`}
            detail={`${countText(excluded)} excluded, ${countText(pending)} pending`}
          />
        )}
        <Figure
          label="Budget left"
          value={
            isCount ? (
              isUnknown ? (
                UNKNOWN
              ) : (
                countText(budget.remaining_count ?? null)
              )
            ) : (
              <BudgetBar remaining_ratio={budget.remaining_ratio} />
            )
          }
          detail={<Exhaustion budget={budget} />}
        />
        {kind === 'ratio' && (
          <Figure
            label="Burn rate, 1 hour"
            value={burnText(burn_rate['1h'] ?? null)}
            detail={`6 hours ${burnText(burn_rate['6h'] ?? null)}, 3 days ${burnText(burn_rate['3d'] ?? null)}`}
          />
        )}
      </div>
    </>
  )
}

function Exhaustion({ budget: { exhausted_at, exhausts_at } }: { budget: Standing['budget'] }) {
  if (exhausted_at !== null) {
    return (
      <>
        spent <Time at={exhausted_at} />
      </>
    )
  }
  if (exhausts_at === null) return <>not foreseen to run out</>
  return (
    <>
      runs out <Time at={exhausts_at} />
    </>
  )
}
