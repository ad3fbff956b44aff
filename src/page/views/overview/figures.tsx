/** The figures executives ask for, each with what it rests on. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { Figure } from '../../components/figure.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { TrendLine } from '../../components/trend-line.tsx'
import { countText, moneyText, objectiveText, percentText, UNKNOWN } from '../../format/number.ts'

type Overview = Answer<'overview'>

export function OverviewFigures({ overview }: { overview: Overview }) {
  const { links, incidents, findings, compliance, spend } = overview
  const { href } = useAddress()
  return (
    <div class="figures">
      <Indicator label="Cross-account action success" indicator={overview.action_success} />
      <Indicator label="Audit delivery (M5)" indicator={overview.audit_delivery} />
      <Indicator label="CloudTrail completeness (A1)" indicator={overview.trail_completeness} />
      <Figure
        label="Active links"
        href={href('/links')}
        about="active_links"
        value={countText(links.active)}
        detail={`${countText(links.links)} known, ${countText(links.used_30d)} used in 30 days, ${countText(links.undeclared)} undeclared`}
      />
      <Figure
        label="Link risk, mean"
        href={href('/links', { 'links-by': '-risk' })}
        about="link_risk"
        value={links.mean_risk_score === null ? UNKNOWN : `${links.mean_risk_score.toFixed(0)} of 100`}
        detail={`${countText(links.risky)} risky, highest ${links.highest_risk_score}`}
      />
      <Figure
        label="Incidents, 30 days"
        about="incidents"
        value={incidents === null ? UNKNOWN : countText(incidents.opened)}
        detail={
          incidents === null
            ? 'nothing was ever told of incidents'
            : `${incidents.critical} critical, ${incidents.cross_account} cross-account, ${incidents.open} open`
        }
      />
      <Figure
        label="Cost through links, 30 days"
        about="spend"
        value={
          spend.total.length === 0
            ? UNKNOWN
            : spend.total.map((one) => moneyText(one.linked_amount, one.currency)).join(' + ')
        }
        detail={
          spend.total.length === 0
            ? 'no bill yet'
            : `of ${spend.total.map((one) => moneyText(one.amount, one.currency)).join(' + ')} in all`
        }
      />
      <Figure
        label="Open high findings"
        about="findings"
        value={findings === null ? UNKNOWN : countText(findings.high + findings.critical)}
        detail={findings === null ? 'no finding was ever told' : `${findings.critical} of them critical`}
      />
      <Figure
        label="Compliance posture"
        about="compliance"
        value={percentText(compliance.score, 1)}
        detail={
          compliance.checked === 0
            ? 'no check was ever told'
            : `${countText(compliance.compliant)} of ${countText(compliance.checked)} checks compliant`
        }
      />
    </div>
  )
}

function Indicator({ label, indicator }: { label: string; indicator: Overview['action_success'] }) {
  const { href } = useAddress()
  if (indicator === null) return <Figure label={label} value={UNKNOWN} detail="no such objective is in use" />
  const { slo, ratio, objective, shown_as, trend } = indicator
  return (
    <Figure
      label={label}
      href={href(`/slos/${slo}`)}
      value={<data value={ratio ?? ''}>{percentText(ratio)}</data>}
      detail={
        <>
          <StateBadge state={shown_as} /> · objective {objectiveText(objective, false)}
          <TrendLine name={label} trend={trend} objective={objective} kind="ratio" />
        </>
      }
    />
  )
}
