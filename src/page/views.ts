/** Every view of the page: its address, its name, and the file it is loaded from when it is looked at. */
import type { FunctionComponent } from 'preact'

export interface View {
  readonly path: string
  /** Of the document, and in the navigation. */
  readonly title: string
  /** False: reached from another view. */
  readonly isInNavigation: boolean
  readonly load: () => Promise<FunctionComponent>
}

const listed = { isInNavigation: true }
const inner = { isInNavigation: false }

export const views: readonly View[] = [
  {
    path: '/',
    title: 'Overview',
    ...listed,
    load: () => import('./views/overview.tsx').then((m) => m.Overview),
  },
  { path: '/slos', title: 'SLOs', ...listed, load: () => import('./views/slos.tsx').then((m) => m.Slos) },
  {
    path: '/slos/:slo',
    title: 'SLO',
    ...inner,
    load: () => import('./views/one-slo.tsx').then((m) => m.Slo),
  },
  {
    ...{ path: '/on-call', title: 'On-call', ...listed },
    load: () => import('./views/on-call.tsx').then((m) => m.OnCall),
  },
  { path: '/links', title: 'Links', ...listed, load: () => import('./views/links.tsx').then((m) => m.Links) },
  {
    path: '/links/:id',
    title: 'Link',
    ...inner,
    load: () => import('./views/one-link.tsx').then((m) => m.Link),
  },
  { path: '/debug', title: 'Debug', ...listed, load: () => import('./views/debug.tsx').then((m) => m.Debug) },
  {
    path: '/debug/trace',
    title: 'Trace',
    ...inner,
    load: () => import('./views/trace.tsx').then((m) => m.Trace),
  },
  { path: '/sql', title: 'SQL', ...listed, load: () => import('./views/sql.tsx').then((m) => m.Sql) },
  {
    ...{ path: '/reviews/weekly', title: 'Reviews', ...listed },
    load: () => import('./views/weekly-review.tsx').then((m) => m.WeeklyReview),
  },
  {
    ...{ path: '/reviews/monthly', title: 'Monthly review', ...inner },
    load: () => import('./views/monthly-review.tsx').then((m) => m.MonthlyReview),
  },
]
