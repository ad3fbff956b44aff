/** What is shown of an answer: its content; what stands in its place while there is none; what is said when it is old. */
import type { ComponentChildren } from 'preact'
import type { Failure } from '../api/failure.ts'
import type { Loaded } from '../api/use-answer.ts'
import { Time } from './time.tsx'

export function Shown<Value>({
  of: { answer, failure, answered_at, reload },
  children,
}: {
  of: Loaded<Value>
  children: (answer: Value) => ComponentChildren
}) {
  if (answer === null) return failure === null ? <Loading /> : <Failed failure={failure} retry={reload} />
  return (
    <>
      {failure !== null && answered_at !== null && (
        <p class="note stale-note" role="status">
          <b>Not updating.</b> What you see is of <Time at={new Date(answered_at)} precision="second" />.{' '}
          {failure.message}
        </p>
      )}
      {children(answer)}
    </>
  )
}

export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="hidden">Loading</span>
      <div class="bone bone-wide" />
      <div class="bone" />
      <div class="bone bone-short" />
    </div>
  )
}

function Failed({ failure, retry }: { failure: Failure; retry: () => void }) {
  return (
    <div class="note error-note" role="alert">
      <b>{titles[failure.cause]}</b>
      <p>{failure.message}</p>
      <p>
        The page asks again every few seconds.{' '}
        <button type="button" onClick={retry}>
          Ask now
        </button>
      </p>
    </div>
  )
}

const titles = {
  unreachable: 'The service cannot be reached.',
  login: 'A login is needed.',
  store: 'The store cannot be read.',
  refused: 'This cannot be shown.',
}

/** A defect of the page itself, said instead of shown as an empty screen. */
export function Crashed({ message }: { message: string }) {
  return (
    <div class="note error-note" role="alert">
      <b>This view could not be drawn.</b>
      <p>
        <code>{message}</code>
      </p>
      <p>
        <a href={location.href}>Load the page again</a>; if it stays, please report it with the words above.
      </p>
    </div>
  )
}

/** There is nothing, and that is known. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>
}
