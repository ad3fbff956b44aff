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

export const views: readonly View[] = [
  {
    path: '/',
    title: 'Overview',
    ...listed,
    load: () => import('./views/overview.tsx').then((m) => m.Overview),
  },
  { path: '/slos', title: 'SLOs', ...listed, load: () => import('./views/slos.tsx').then((m) => m.Slos) },
]
