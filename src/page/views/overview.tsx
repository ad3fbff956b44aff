/** For executives: are we meeting our objectives, where is the risk, what does it cost. One page when printed. */

import { asked, useAddress } from '../address.ts'
import { addressOf } from '../api/client.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Download } from '../components/download.tsx'
import { Shown } from '../components/loaded.tsx'
import { Section } from '../components/section.tsx'
import { SloTable } from '../components/slo-table.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { OverviewFigures } from './overview/figures.tsx'
import { Spend } from './overview/spend.tsx'
import { Verdict } from './overview/verdict.tsx'

export function Overview() {
  const { scope } = useAddress()
  const overview = useAnswer('overview', asked(scope))
  const slos = useAnswer('list_slos', asked(scope))
  return (
    <>
      <ViewTitle title="Overview">
        <Download
          address={addressOf('overview', { ...asked(scope), format: 'csv' })}
          name="linkmeter-overview.csv"
        >
          Figures as CSV
        </Download>
        <Download
          address={addressOf('list_slos', { ...asked(scope), format: 'csv' })}
          name="linkmeter-slos.csv"
        >
          Objectives as CSV
        </Download>
        <button type="button" onClick={() => window.print()}>
          Print
        </button>
      </ViewTitle>
      <Shown of={slos}>{({ slos }) => <Verdict slos={slos} />}</Shown>
      <Shown of={overview}>{(answer) => <OverviewFigures overview={answer} />}</Shown>
      <Section title="Objectives, worst first">
        <Shown of={slos}>{({ slos }) => <SloTable slos={slos} />}</Shown>
      </Section>
      <Section title="Spend by account, last 30 days">
        <Shown of={overview}>{({ spend }) => <Spend spend={spend} />}</Shown>
      </Section>
    </>
  )
}
