/** Narrows every view to an account, a role, or both. */
import { useEffect, useState } from 'preact/hooks'
import { useAddress } from '../address.ts'

export function ScopeFilter() {
  const { scope, change } = useAddress()
  const [account, setAccount] = useState(scope.account)
  const [role, setRole] = useState(scope.role)
  useEffect(() => setAccount(scope.account), [scope.account])
  useEffect(() => setRole(scope.role), [scope.role])
  const isSet = scope.account !== '' || scope.role !== ''
  const isChanged = account.trim() !== scope.account || role.trim() !== scope.role
  return (
    <search class="scope">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change({ account: account.trim(), role: role.trim() })
        }}
      >
        <label>
          Account
          <input
            name="account"
            value={account}
            placeholder="any"
            spellcheck={false}
            autocomplete="off"
            onInput={({ currentTarget }) => setAccount(currentTarget.value)}
          />
        </label>
        <label>
          Role
          <input
            name="role"
            value={role}
            placeholder="any"
            spellcheck={false}
            autocomplete="off"
            onInput={({ currentTarget }) => setRole(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={!isChanged}>
          Filter
        </button>
        {isSet && (
          <button type="button" onClick={() => change({ account: '', role: '' })}>
            Show all
          </button>
        )}
      </form>
    </search>
  )
}
