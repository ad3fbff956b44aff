/** The answers to an auditor's questions. */

import { security } from './security.ts'
import { type Answers, grouped, latest, linkOf } from './told.ts'

export const audit: Answers = {
  'Which links have no owner, or no consent?': (told) =>
    // In the simulation every declared link has both.
    (security['Which links are used that nobody declared?']?.(told) ?? []).map(
      ({ source_account, role, target_account }) => ({
        ...{ source_account, role, target_account },
        unowned: true,
        without_consent: true,
      }),
    ),
  'How long does it take to get a link?': (told) => {
    const links = grouped(told.of('link_lifecycle'), linkOf, (steps) => {
      const at = (transition: string) => {
        return Date.parse(steps.find((step) => step['transition'] === transition)?.time ?? '')
      }
      return { team: latest(steps)['team'], seconds: (at('granted') - at('requested')) / 1000 }
    })
    return grouped(
      links,
      ({ team }) => ({ team }),
      (all) => ({ links: all.length, longest_s: Math.max(...all.map(({ seconds }) => Number(seconds))) }),
    )
  },
  'Who changed permissions without a plan?': (told) =>
    grouped(
      told.of('policy_change').filter(({ planned }) => planned !== true),
      ({ actor, target_account }) => ({ actor, target_account }),
      (changes) => ({ changes: changes.length }),
    ),
  'Which links changed hands?': (told) =>
    told
      .of('link_lifecycle')
      .filter(({ transition }) => transition === 'owner_changed')
      .map((event) => ({ ...linkOf(event), owner: event['owner'] })),
  'Were tokens issued that live longer than allowed?': (told) => {
    const limits = new Map(
      told.of('link_lifecycle').map((event) => [JSON.stringify(linkOf(event)), Number(event['max_ttl_s'])]),
    )
    const long = told.of('token_issuance').filter((event) => {
      const limit_s = limits.get(JSON.stringify(linkOf(event))) ?? 300
      return event.outcome === 'success' && Number(event['ttl_s'] ?? 0) > limit_s
    })
    return grouped(
      long,
      (event) => linkOf(event),
      (tokens) => ({ too_long: tokens.length }),
    )
  },
  'Which access keys are old and still active?': (told) =>
    grouped(
      told.of('access_key'),
      ({ key_id, target_account }) => ({ key_id, target_account }),
      (found) => ({ last: latest(found) }),
    )
      .filter(({ last }) => {
        const { status, created_at } = last as Readonly<Record<string, unknown>>
        return status === 'active' && Date.parse(String(created_at)) < told.now - 90 * 86_400_000
      })
      .map(({ key_id, target_account }) => ({ key_id, target_account })),
  'Which accounts broke a rule, and do they still?': (told) =>
    grouped(
      told.of('compliance_check'),
      ({ target_account, rule }) => ({ target_account, rule }),
      (checks) => ({
        broken: checks.filter(({ status }) => status === 'non_compliant').length,
        newest: latest(checks)['status'],
      }),
    ).filter(({ broken }) => Number(broken) > 0),
  'Which accounts are critical, and whose are they?': (told) =>
    grouped(
      told.of('account'),
      ({ account }) => ({ account }),
      (tellings) => ({ last: latest(tellings) }),
    )
      .map(({ last }) => last as Readonly<Record<string, unknown>>)
      .filter(({ criticality, state }) => criticality === 'critical' && state === 'active')
      .map(({ account, owner, team }) => ({ account, owner, team })),
}
