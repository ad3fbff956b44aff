/** A link by its three parts, which lead to its page. */
import { useAddress } from '../address.ts'

interface LinkParts {
  readonly source_account: string
  readonly role: string
  readonly target_account: string
}

export function LinkName({ link }: { link: LinkParts }) {
  const { href } = useAddress()
  const { source_account, role, target_account } = link
  if (source_account === '' && role === '') return <span>{target_account === '' ? '–' : target_account}</span>
  return (
    <a class="link-name" href={href(`/links/${linkId(link)}`)}>
      {source_account || 'unknown'} → {target_account || 'unknown'}
      {role !== '' && <span class="quiet"> as {role}</span>}
    </a>
  )
}

/** As the API names a link: base64url of its three parts, a line each. */
function linkId({ source_account, role, target_account }: LinkParts): string {
  const bytes = new TextEncoder().encode([source_account, role, target_account].join('\n'))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
