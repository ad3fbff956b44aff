/** What is known of a link itself, and what is risky about it. */
import type { Answer } from '../../api/client.ts'
import { Figure } from '../../components/figure.tsx'
import { Flags } from '../../components/flags.tsx'
import { Risk } from '../../components/risk.tsx'
import { Time } from '../../components/time.tsx'
import { countText, durationText } from '../../format/number.ts'

type Link = Answer<'link'>['link']

const flags = [
  ...(['undeclared_in_use', 'expired_in_use', 'not_granted_in_use', 'unused_30d', 'unused_90d'] as const),
  ...(['unowned', 'without_consent', 'overlapping'] as const),
]

export function LinkFacts({ link }: { link: Link }) {
  const parts = Object.entries(link.risk_parts).map(
    ([part, points]) => `${part.replaceAll('_', ' ')} ${points}`,
  )
  return (
    <>
      <div class="figures">
        <Figure
          label="State"
          about="active_links"
          value={link.state.replaceAll('_', ' ')}
          detail={<Flags flags={flags.filter((one) => link[one])} />}
        />
        <Figure
          label="Risk"
          about="link_risk"
          value={<Risk score={link.risk_score} />}
          detail={parts.length === 0 ? 'nothing risky is known' : parts.join(', ')}
        />
        <Figure label="Owner" value={link.owner || 'nobody'} detail={link.team} />
        <Figure
          label="Tokens outstanding"
          about="open_tokens"
          value={countText(link.tokens_outstanding)}
          detail={`longest chain ${link.chain_depth}; may live ${durationText(link.max_ttl_s)}`}
        />
      </div>
      <dl class="facts part">
        <dt>Purpose</dt>
        <dd>{link.purpose || '–'}</dd>
        <dt>Consent</dt>
        <dd>
          {[link.consent_id, link.consented_by].filter((one) => one !== '').join(', by ') || 'none on record'}
        </dd>
        <dt>Requested, granted</dt>
        <dd>
          <Time at={link.requested_at} />, <Time at={link.granted_at} /> ({durationText(link.time_to_grant_s)}
          )
        </dd>
        <dt>Expires</dt>
        <dd>
          <Time at={link.expires_at} />
        </dd>
        <dt>First and last used</dt>
        <dd>
          <Time at={link.first_seen} />, <Time at={link.last_used} />
        </dd>
        <dt>Between these accounts</dt>
        <dd>
          {countText(link.overlapping_links)} other links in force, {countText(link.owners_of_pair)} owners
        </dd>
        <dt>Target is</dt>
        <dd>{link.target_criticality || 'of unknown criticality'}</dd>
      </dl>
    </>
  )
}
