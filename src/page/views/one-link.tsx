/** One link: whose it is, who consented, what it may and does do, how it stands, and what happened to it. */
import { useRoute } from 'preact-iso'
import { LEISURELY_MS } from '../api/pace.ts'
import { useAnswer } from '../api/use-answer.ts'
import { Shown } from '../components/loaded.tsx'
import { Section } from '../components/section.tsx'
import { ViewTitle } from '../components/view-title.tsx'
import { LinkFacts } from './one-link/facts.tsx'
import { Permissions } from './one-link/permissions.tsx'
import { LinkStandings } from './one-link/standings.tsx'
import { Timeline } from './one-link/timeline.tsx'
import { Tokens } from './one-link/tokens.tsx'

export function Link() {
  const id = useRoute().params['id'] ?? ''
  const answer = useAnswer('link', { id }, { every_ms: LEISURELY_MS })
  const link = answer.answer?.link
  const title =
    link === undefined
      ? 'Link'
      : `${link.source_account} → ${link.target_account}${link.role === '' ? '' : ` as ${link.role}`}`
  return (
    <>
      <ViewTitle title={title} />
      <Shown of={answer}>
        {({ link, standings, tokens }) => (
          <>
            <LinkFacts link={link} />
            <Section title="How it stands" about="link_standing">
              <LinkStandings standings={standings} />
            </Section>
            <Section title="Permissions" about="link_permissions">
              <Permissions link={link} />
            </Section>
            <Section title="Tokens of the last twelve hours" about="link_tokens">
              <Tokens tokens={tokens} />
            </Section>
          </>
        )}
      </Shown>
      <Section title="Timeline">
        <Timeline id={id} />
      </Section>
    </>
  )
}
