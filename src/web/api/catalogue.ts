/** Every endpoint of the JSON API. Adding one is a file and a line here; docs/api.md tells of each. */
import type { Endpoint } from './endpoint.ts'
import { link } from './link.ts'
import { linkTimeline } from './link-timeline.ts'
import { links } from './links.ts'
import { oncall } from './oncall.ts'
import { overview } from './overview.ts'
import { revocations } from './revocations.ts'
import { slo } from './slo.ts'
import { slos } from './slos.ts'
import { status } from './status.ts'

export const catalogue: readonly Endpoint[] = [
  status,
  overview,
  oncall,
  slos,
  slo,
  links,
  link,
  linkTimeline,
  revocations,
]
