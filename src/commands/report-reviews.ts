/** `linkmeter report --review`: the weekly review of links and the monthly one of permissions, as the page prints them. */
import type { Store } from '../clickhouse/store.ts'
import { keepLinkRegistry } from '../jobs/link-registry.ts'
import { readMonthlyReview, readWeeklyReview } from '../web/api/reviews.ts'
import { alignColumns } from './align-columns.ts'

export const reviews = ['weekly', 'monthly'] as const
export type Review = (typeof reviews)[number]

/** Brings the registry of links up to date first. @throws StoreFailure */
export async function reviewText(store: Store, review: Review, format: 'table' | 'json'): Promise<string> {
  await keepLinkRegistry(store)
  return review === 'weekly' ? weekly(store, format) : monthly(store, format)
}

/** Of all accounts and roles. */
const EVERYTHING = { account: '', role: '' }

async function weekly(store: Store, format: 'table' | 'json'): Promise<string> {
  const review = await readWeeklyReview(store, EVERYTHING)
  if (format === 'json') return json(review)
  if (review.links.length === 0) return 'no link needs a look\n'
  const counts = Object.entries(review.counts).map(([reason, count]) => `${count} ${words(reason)}`)
  const rows = review.links.map(
    ({ source_account, role, target_account, owner, last_used, expires_at, ...link }) => [
      `${source_account} → ${target_account}`,
      role,
      owner || '–',
      link.state,
      day(last_used),
      day(expires_at),
      String(link.risk_score),
      link.reasons.map(words).join(', '),
    ],
  )
  const headings = ['link', 'role', 'owner', 'state', 'last used', 'ends', 'risk', 'why']
  return `${counts.join(', ')}\n\n${alignColumns([headings, ...rows])}\n`
}

async function monthly(store: Store, format: 'table' | 'json'): Promise<string> {
  const review = await readMonthlyReview(store, EVERYTHING)
  if (format === 'json') return json(review)
  if (review.links.length === 0) return 'no permission needs a look\n'
  const rows = review.links.map(({ source_account, role, target_account, owner, ...link }) => [
    `${source_account} → ${target_account}`,
    role,
    owner || '–',
    `${link.granted_unused.length} of ${link.permissions_granted.length}`,
    link.granted_unused.join(' ') || '–',
    link.used_not_granted.join(' ') || '–',
  ])
  return `${alignColumns([['link', 'role', 'owner', 'unused', 'granted and unused', 'used and not granted'], ...rows])}\n`
}

function words(reason: string): string {
  return reason.replaceAll('_', ' ')
}

function day(time: string | null): string {
  return time === null ? '–' : time.slice(0, 10)
}

function json(review: object): string {
  return `${JSON.stringify(review, null, 2)}\n`
}
