/** What of the registry is shown; it stands in the address. */
import { useEffect, useState } from 'preact/hooks'
import { useAddress } from '../../address.ts'
import { flagTexts } from '../../components/flags.tsx'
import { SearchField } from '../../components/search-field.tsx'

const states = [
  'active',
  'granted',
  'requested',
  'consented',
  'suspended',
  'consent_revoked',
  'revoked',
  'expired',
  'undeclared',
]

export function Filters() {
  const { text, change } = useAddress()
  const [search, setSearch] = useState(text('search'))
  useEffect(() => setSearch(text('search')), [text('search')])
  const chosen = (name: string) => (value: string) => change({ [name]: value, offset: '' })
  return (
    <search>
      <form
        class="row-form"
        onSubmit={(event) => {
          event.preventDefault()
          chosen('search')(search.trim())
        }}
      >
        <SearchField
          label="Search links"
          hint="Account, role, id, owner, team or purpose"
          value={search}
          write={setSearch}
        />
        <Choice
          name="State"
          value={text('state')}
          options={states.map((one) => [one, one.replaceAll('_', ' ')])}
          choose={chosen('state')}
        />
        <Choice name="Flag" value={text('flags')} options={flagTexts} choose={chosen('flags')} />
        <button type="submit">Search</button>
      </form>
    </search>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly choose: (value: string) => void
}

function Choice({ name, value, options, choose }: ChoiceProps) {
  return (
    <label>
      {name}{' '}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">any</option>
        {options.map(([option, word]) => (
          <option key={option} value={option}>
            {word}
          </option>
        ))}
      </select>
    </label>
  )
}
