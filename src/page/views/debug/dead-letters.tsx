/** Records that were rejected, to be replayed once their cause is gone, or discarded. */
import { useState } from 'preact/hooks'
import type { Answer } from '../../api/client.ts'
import { mayAdminister } from '../../api/session.ts'
import { Login } from '../../components/login.tsx'
import { type Column, Table } from '../../components/table.tsx'
import { Time } from '../../components/time.tsx'
import { countText } from '../../format/number.ts'
import { type Decision, decisions } from './decide-letters.ts'

type Letters = Answer<'list_dead_letters'>
type Letter = Letters['letters'][number]

export function DeadLetters({
  answer: { matching, letters },
  reload,
}: {
  answer: Letters
  reload: () => void
}) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [told, setTold] = useState('')
  const [isBusy, setBusy] = useState(false)
  // What was decided meanwhile, here or elsewhere, is not chosen any more.
  const ids = letters.map(({ id }) => id).filter((id) => chosen.has(id))
  const choose = (id: string) => {
    const next = new Set(ids)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const decide = async (decision: Decision) => {
    setBusy(true)
    setTold(await decision.act(ids))
    setBusy(false)
    reload()
  }
  return (
    <>
      {letters.length > 0 && (
        <p class="row-form">
          <button type="button" onClick={() => setChosen(new Set(letters.map(({ id }) => id)))}>
            Choose all shown
          </button>
          {mayAdminister.value &&
            decisions.map((decision) => (
              <button
                key={decision.title}
                type="button"
                disabled={ids.length === 0 || isBusy}
                onClick={() => decide(decision)}
              >
                {decision.title} {ids.length > 0 && countText(ids.length)}
              </button>
            ))}
          <span>
            {countText(matching)} open{matching > letters.length && `, the latest ${letters.length} shown`}
          </span>
        </p>
      )}
      <p role="status">{told}</p>
      <Table
        caption="Dead letters"
        columns={columnsOf(new Set(ids), choose)}
        rows={letters}
        keyOf={({ id }) => id}
        empty="Nothing was rejected, or all of it is decided."
      />
      {letters.length > 0 && !mayAdminister.value && (
        <details>
          <summary>Replaying and discarding need the admin token</summary>
          <Login setting="admin" />
        </details>
      )}
    </>
  )
}

function columnsOf(chosen: ReadonlySet<string>, choose: (id: string) => void): Column<Letter>[] {
  return [
    {
      name: 'chosen',
      title: 'Chosen',
      cell: ({ id, detail }) => (
        <input
          type="checkbox"
          aria-label={`Choose: ${detail}`}
          checked={chosen.has(id)}
          onChange={() => choose(id)}
        />
      ),
    },
    {
      name: 'at',
      title: 'Received',
      cell: ({ received_at }) => <Time at={received_at} precision="second" />,
    },
    {
      name: 'why',
      title: 'Reason',
      cell: ({ reason, detail }) => (
        <>
          <code>{reason}</code>
          <span class="clamped small" title={detail}>
            {detail}
          </span>
        </>
      ),
    },
    {
      name: 'where',
      title: 'From',
      isMinor: true,
      cell: ({ source, topic, partition, offset }) => (
        <>
          {source}
          <span class="quiet small"> {topic === '' ? '' : `${topic}/${partition}/${offset}`}</span>
        </>
      ),
    },
    {
      name: 'what',
      title: 'Begins with',
      isMinor: true,
      cell: ({ beginning, can_replay }) => (
        <>
          <code class="clamped small">{beginning}</code>
          {!can_replay && <span class="tag">cut off: cannot be replayed</span>}
        </>
      ),
    },
  ]
}
