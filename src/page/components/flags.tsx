/** What is noteworthy about a link, in words. */
const words: Readonly<Record<string, string>> = {
  undeclared_in_use: 'undeclared, in use',
  expired_in_use: 'expired, in use',
  not_granted_in_use: 'not granted, in use',
  unused_30d: 'unused 30 days',
  unused_90d: 'unused 90 days',
  unowned: 'unowned',
  without_consent: 'without consent',
  overlapping: 'overlapping',
}

export const flagTexts = Object.entries(words)

export function Flags({ flags }: { flags: readonly string[] }) {
  if (flags.length === 0) return <span class="quiet">–</span>
  return (
    <>
      {flags.map((flag) => (
        <span key={flag} class="tag">
          {words[flag] ?? flag.replaceAll('_', ' ')}
        </span>
      ))}
    </>
  )
}
