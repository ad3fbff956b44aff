/** The answer in one sentence, and how many objectives stand how. */

import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { StateIcon, statesByWeight, stateTexts } from '../../components/state-badge.tsx'

type Slos = Answer<'list_slos'>['slos']

export function Verdict({ slos }: { slos: Slos }) {
  const { href } = useAddress()
  const of = (state: string) => slos.filter(({ shown_as }) => shown_as === state)
  const judged = slos.length - of('no_data').length - of('incomplete').length
  const holding = of('met').length + of('at_risk').length
  return (
    <>
      <p class="lead">
        {judged === 0
          ? 'No objective can be judged yet: no complete data.'
          : `${holding} of ${judged} objectives that can be judged are met.`}{' '}
        <Named slos={of('breached')} one="is breached" many="are breached" />
        <Named slos={of('at_risk')} one="is at risk" many="are at risk" />
      </p>
      <ul class="tally" aria-label="Objectives by state">
        {statesByWeight.map((state) => (
          <li key={state}>
            <a href={href('/slos', { state })} class={`state-${state}`}>
              <StateIcon state={state} /> <b>{of(state).length}</b> {stateTexts[state].toLowerCase()}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

/** As many as a sentence can hold; the table below has them all. */
const MOST_NAMED = 4

function Named({ slos, one, many }: { slos: Slos; one: string; many: string }) {
  const { href } = useAddress()
  if (slos.length === 0) return null
  if (slos.length > MOST_NAMED) return <>{`${slos.length} ${many}. `}</>
  return (
    <>
      {slos.map(({ slo, title }, index) => (
        <>
          {index > 0 && (index === slos.length - 1 ? ' and ' : ', ')}
          <a href={href(`/slos/${slo}`)}>{title}</a>
        </>
      ))}{' '}
      {slos.length === 1 ? one : many}.{' '}
    </>
  )
}
