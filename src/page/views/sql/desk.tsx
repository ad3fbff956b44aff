/** Where a query is written and run, and what comes of it. */
import { useMemo } from 'preact/hooks'
import { useAddress } from '../../address.ts'
import type { Answer } from '../../api/client.ts'
import { Editor } from './editor/editor.tsx'
import { faultOf } from './editor/fault.ts'
import { Outcome } from './outcome.tsx'
import type { useDraft } from './use-draft.ts'
import { useQuery } from './use-query.ts'

interface Props {
  readonly draft: ReturnType<typeof useDraft>
  readonly views: Answer<'views'>['views']
}

export function Desk({ draft, views }: Props) {
  const { scope } = useAddress()
  const { run, start, cancel } = useQuery()
  const { text } = draft
  const names = (['account', 'role'] as const).filter((name) => new RegExp(`\\{\\s*${name}\\s*:`).test(text))
  const isRunning = run.state === 'running'
  const begin = () => {
    if (text.trim() !== '') start(text, Object.fromEntries(names.map((name) => [name, scope[name]])))
  }
  const fault = useMemo(
    () => (run.state === 'failed' ? faultOf(run.failure.message, run.query) : null),
    [run],
  )
  return (
    <>
      <Editor
        text={text}
        puts={draft.puts}
        onChange={draft.write}
        onRun={begin}
        views={views}
        wrong={fault}
      />
      <div class="row-form sql-actions">
        <button type="button" class="primary" disabled={isRunning || text.trim() === ''} onClick={begin}>
          Run
        </button>
        <button type="button" disabled={!isRunning} onClick={cancel}>
          Cancel
        </button>
        <span class="quiet small">
          <kbd>Ctrl</kbd> or <kbd>⌘</kbd> with <kbd>Enter</kbd> runs it; <kbd>Escape</kbd>, then{' '}
          <kbd>Tab</kbd> leaves the editor.
        </span>
      </div>
      <Filtered names={names} scope={scope} />
      {!draft.isInAddress && (
        <p class="quiet small">
          This query is too long for an address: the address of this view does not hold it.
        </p>
      )}
      <Outcome run={run} text={text} fault={fault} />
    </>
  )
}

/** A filter that narrows nothing would be believed to. */
function Filtered({
  names,
  scope,
}: {
  names: readonly ('account' | 'role')[]
  scope: Readonly<Record<'account' | 'role', string>>
}) {
  const idle = (['account', 'role'] as const).filter((name) => scope[name] !== '' && !names.includes(name))
  const empty = names.filter((name) => scope[name] === '')
  const placeholders = (all: readonly string[]) => all.map((name) => `{${name}:String}`).join(' and ')
  return (
    <>
      {idle.length > 0 && (
        <p class="quiet small">
          The filter narrows this query only where it says <code>{placeholders(idle)}</code>.
        </p>
      )}
      {empty.length > 0 && (
        <p class="quiet small">
          <code>{placeholders(empty)}</code> is the filter above, which is empty now.
        </p>
      )}
    </>
  )
}
