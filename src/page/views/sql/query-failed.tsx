/** Why a query gave no rows: in the words of the API, with where it is and what helps. */
import type { Failure } from '../../api/failure.ts'
import type { Fault } from './editor/fault.ts'

export function QueryFailed({ failure, fault }: { failure: Failure; fault: Fault | null }) {
  const { cause, message } = failure
  const [, code] = /\(code (\d+)\)/.exec(message) ?? []
  const help = code === undefined ? undefined : helps[code]
  return (
    <div class="note error-note" role="alert">
      <b>{titles[cause]}</b>
      <p class="words">{message}</p>
      {fault !== null && (
        <p>
          It is marked in the query: line {fault.line}, column {fault.column}.
        </p>
      )}
      {help !== undefined && <p>{help}</p>}
    </div>
  )
}

const titles = {
  unreachable: 'The service cannot be reached.',
  login: 'A login is needed.',
  store: 'The store cannot be read.',
  refused: 'The query gave no rows.',
}

const LESS = 'Ask for less: a shorter range of time, fewer columns, a LIMIT.'

/** By ClickHouse's own codes. */
const helps: Readonly<Record<string, string>> = {
  46: 'Functions are offered as you write.',
  47: 'The columns of each view are listed on this page, and offered as you write.',
  60: 'The views that queries may ask are listed on this page, and offered after FROM.',
  159: LESS,
  202: 'Others ask at the same time: wait a little and run it again.',
  241: LESS,
  396: LESS,
  456: 'The page knows {account:String} and {role:String}, from its filter; write any other value out.',
}
