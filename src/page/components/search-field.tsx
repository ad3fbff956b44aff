/** A field for words to search for. */
interface Props {
  /** For screen readers. */
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly write: (text: string) => void
}

export function SearchField({ label, hint, value, write }: Props) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={hint}
      value={value}
      onInput={({ currentTarget }) => write(currentTarget.value)}
    />
  )
}
