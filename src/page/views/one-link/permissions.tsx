/** What a link may do beside what it does. */
import type { Answer } from '../../api/client.ts'

type Link = Answer<'link'>['link']

export function Permissions({ link }: { link: Link }) {
  const { permissions_granted, operations_used, granted_unused, used_not_granted } = link
  return (
    <dl class="facts">
      <dt>Granted</dt>
      <dd>
        <Names names={permissions_granted} none="none was told" />
      </dd>
      <dt>Used, 90 days</dt>
      <dd>
        <Names names={operations_used} none="none" />
      </dd>
      <dt>Granted, not used</dt>
      <dd>
        <Names names={granted_unused} none="none" />
      </dd>
      <dt>Used, not granted</dt>
      <dd>
        <Names names={used_not_granted} none="none" isBad />
      </dd>
    </dl>
  )
}

function Names({ names, none, isBad = false }: { names: readonly string[]; none: string; isBad?: boolean }) {
  if (names.length === 0) return <span class="quiet">{none}</span>
  return (
    <>
      {names.map((name) => (
        <code key={name} class={isBad ? 'tag state-breached' : 'tag'}>
          {name}
        </code>
      ))}
    </>
  )
}
