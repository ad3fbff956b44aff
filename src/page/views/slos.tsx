/** Every objective; the address may ask for those in one state. */

import { asked, useAddress } from '../address.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Shown } from '../components/loaded.tsx'
import { SloTable } from '../components/slo-table.tsx'
import { statesByWeight, stateTexts } from '../components/state-badge.tsx'
import { ViewTitle } from '../components/view-title.tsx'

export function Slos() {
  const { scope, text, href } = useAddress()
  const slos = useAnswer('list_slos', asked(scope))
  const chosen = statesByWeight.find((state) => state === text('state'))
  return (
    <>
      <ViewTitle title="Service level objectives" />
      <nav class="tabs" aria-label="States">
        <a href={href('/slos')} aria-current={chosen === undefined ? 'true' : undefined}>
          All
        </a>
        {statesByWeight.map((state) => (
          <a key={state} href={href('/slos', { state })} aria-current={state === chosen ? 'true' : undefined}>
            {stateTexts[state]}
          </a>
        ))}
      </nav>
      <Shown of={slos}>
        {({ slos }) => (
          <SloTable slos={chosen === undefined ? slos : slos.filter(({ shown_as }) => shown_as === chosen)} />
        )}
      </Shown>
    </>
  )
}
