/** The answers to a security analyst's questions. */
import { type Answers, type Event, grouped, latest, linkOf, type Row, type Told } from './told.ts'

export const security: Answers = {
  'Which links are used that nobody declared?': (told) => {
    const declared = new Set(told.of('link_lifecycle').map((event) => JSON.stringify(linkOf(event))))
    return usedLinks(told)
      .filter(({ link }) => !declared.has(JSON.stringify(link)))
      .map(({ link, operations_used }) => ({ ...link, operations_used }))
  },
  'Who is denied, and what for?': (told) =>
    grouped(
      [...told.of('token_issuance'), ...told.of('action')].filter(({ outcome }) => outcome === 'auth_error'),
      ({ principal, error_type }) => ({ principal, error_type }),
      (attempts) => ({ attempts: attempts.length }),
    ),
  'Which tokens were used from another address than they were issued to?': (told) => {
    const issued = new Map(
      told
        .of('token_issuance')
        .filter(({ outcome }) => outcome === 'success')
        .map(({ token_id, source_ip }) => [token_id, source_ip]),
    )
    const elsewhere = told.of('action').filter(({ token_id, source_ip }) => {
      const from = issued.get(token_id) ?? ''
      return from !== '' && source_ip !== '' && source_ip !== from
    })
    return grouped(
      elsewhere,
      ({ target_account, source_ip }) => ({ target_account, used_from: source_ip }),
      (uses) => ({ uses: uses.length }),
    )
  },
  'Which links do things that nobody granted?': (told) => {
    const permissions = new Map(
      grouped(told.of('link_lifecycle'), linkOf, (steps) => latest(steps)).map((last) => [
        JSON.stringify(linkOf(last as Event)),
        last,
      ]),
    )
    return usedLinks(told).flatMap(({ link, operations_used }) => {
      const last: Row | undefined = permissions.get(JSON.stringify(link))
      const granted = (last?.['permissions'] ?? []) as string[]
      const beyond = operations_used.filter((operation) => !granted.includes(operation))
      return last === undefined || beyond.length === 0
        ? []
        : [{ link_id: last['link_id'], used_not_granted: beyond }]
    })
  },
  'What happened through the links into an account?': (told) =>
    grouped(
      [
        ...told.of('token_issuance').map((event) => ({ ...event, outcome: event.outcome })),
        ...told.of('audit').map((event) => ({ ...event, outcome: String(event['decision'] ?? '') })),
      ].filter(({ target_account }) => target_account === told.account),
      ({ kind, outcome }) => ({ kind, outcome }),
      (events) => ({ events: events.length }),
    ),
}

/** The links that somebody used across accounts, with the operations that succeeded through each. */
function usedLinks(told: Told): { link: Row; operations_used: string[] }[] {
  const uses = [
    ...told.of('token_issuance').map((event) => ({ event, source: event.source_account, operation: '' })),
    ...told
      .of('action')
      .map((event) => ({ event, source: told.sourceOf(event), operation: String(event['operation']) })),
  ].filter(
    ({ event, source }) =>
      event.outcome === 'success' &&
      source !== '' &&
      source !== event.target_account &&
      event.target_account !== '',
  )
  const links = new Map<string, { link: Row; operations: Set<string> }>()
  for (const { event, source, operation } of uses) {
    const link = linkOf(event, source)
    const known = links.get(JSON.stringify(link)) ?? { link, operations: new Set() }
    if (operation !== '') known.operations.add(operation)
    links.set(JSON.stringify(link), known)
  }
  return [...links.values()].map(({ link, operations }) => ({
    link,
    operations_used: [...operations].sort(),
  }))
}
