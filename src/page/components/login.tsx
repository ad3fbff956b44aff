/** Asks for a token where the service has one, and ends what it began. */
import { useState } from 'preact/hooks'
import type { Failure } from '../api/failure.ts'
import { isLoggedIn, logIn, logOut } from '../api/session.ts'

export function Login({ setting = 'read or the admin' }: { setting?: string }) {
  const [entered, setEntered] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  return (
    <form
      class="note login"
      onSubmit={async (event) => {
        event.preventDefault()
        setFailure(await logIn(entered))
        setEntered('')
      }}
    >
      <p>
        Log in with the {setting} token of this service. It is sent once; a cookie stands for it, for twelve
        hours.
      </p>
      {failure !== null && (
        <p role="alert">
          <b>{failure.message}</b>
        </p>
      )}
      <p>
        <label>
          Token{' '}
          <input
            type="password"
            autocomplete="current-password"
            required
            value={entered}
            onInput={({ currentTarget }) => setEntered(currentTarget.value)}
          />
        </label>{' '}
        <button type="submit">Log in</button>
      </p>
    </form>
  )
}

export function LogOut() {
  if (!isLoggedIn.value) return null
  return (
    <button type="button" class="log-out" onClick={logOut}>
      Log out
    </button>
  )
}
