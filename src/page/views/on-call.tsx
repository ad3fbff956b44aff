/** For whoever was just woken: what fires, what fails now, what changed lately. */

import { asked, useAddress } from '../address.ts'
import type { Answer } from '../api/client.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Shown } from '../components/loaded.tsx'
import { Section } from '../components/section.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { DeliveryTable } from './debug/estate.tsx'
import { AdminEvents } from './on-call/admin-events.tsx'
import { Denials, TopDenied } from './on-call/denials.tsx'
import { Deployments, Findings, Incidents } from './on-call/failures.tsx'
import { Firing, Raised } from './on-call/firing.tsx'
import { Now } from './on-call/now.tsx'
import { Revocations } from './on-call/revocations.tsx'

export function OnCall() {
  const { scope } = useAddress()
  const oncall = useAnswer('oncall', asked(scope))
  const revocations = useAnswer('revocations', asked(scope))
  return (
    <>
      <ViewTitle title="On-call" />
      <Shown of={oncall}>
        {(answer) => (
          <>
            <Headline answer={answer} />
            <Now answer={answer} />
            <Section title="Alerts that fire or are frozen" about="firing">
              <Firing alerts={answer.alerts} />
            </Section>
            <Section title="Alerts about one link, principal or broker" about="raised">
              <Raised raised={answer.raised} />
            </Section>
            <Section title="Active incidents" about="open_incidents">
              <Incidents incidents={answer.incidents} />
            </Section>
            <div class="columns">
              <Section title="Denials, last hour" about="denials">
                <Denials denials={answer.denials} />
              </Section>
              <Section title="Most denied principals, last hour" about="denials">
                <TopDenied denied={answer.top_denied} />
              </Section>
            </div>
            <Section title="Revocations, last day" about="revocations">
              <Shown of={revocations}>{({ revocations }) => <Revocations revocations={revocations} />}</Shown>
            </Section>
            <Section title="Administrators' events, last hour" about="admin_events">
              <AdminEvents events={answer.admin_events} />
            </Section>
            <div class="columns">
              <Section title="Failed deployments, last day" about="failed_deployments">
                <Deployments deployments={answer.failed_deployments} />
              </Section>
              <Section title="Critical findings, open" about="findings">
                <Findings findings={answer.critical_findings} />
              </Section>
            </div>
            <Section title="Failed log deliveries, last day" about="deliveries">
              <DeliveryTable rows={answer.failed_deliveries} />
            </Section>
          </>
        )}
      </Shown>
    </>
  )
}

function Headline({ answer: { alerts, raised, incidents } }: { answer: Answer<'oncall'> }) {
  const pages = alerts.filter(({ firing, severity }) => firing && severity === 'page').length
  const firing = alerts.filter((one) => one.firing).length + raised.length
  const frozen = alerts.filter(({ state }) => state === 'frozen').length
  return (
    <p class="lead" role="status">
      {firing === 0
        ? 'Nothing fires.'
        : `${firing} ${firing === 1 ? 'alert fires' : 'alerts fire'}, ${pages} of them pages.`}{' '}
      {frozen > 0 && `${frozen} frozen: their inputs are behind or silent. `}
      {incidents.length > 0 &&
        `${incidents.length} ${incidents.length === 1 ? 'incident is' : 'incidents are'} open.`}
    </p>
  )
}
