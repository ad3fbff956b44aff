/** Every endpoint of the JSON API. Adding one is a file and a line here; docs/api.md tells of each. */

import { changes } from './changes.ts'
import { cookbook } from './cookbook.ts'
import { discardDeadLetters, listDeadLetters, replayDeadLetters } from './dead-letters.ts'
import { brokers } from './debug/brokers.ts'
import {
  anomalies,
  exchangeFailures,
  failedDeliveries,
  failures,
  permissionChanges,
  quotas,
} from './debug/parts.ts'
import type { Endpoint } from './endpoint.ts'
import { link } from './link.ts'
import { linkTimeline } from './link-timeline.ts'
import { links } from './links.ts'
import { oncall } from './oncall.ts'
import { overview } from './overview.ts'
import { monthlyReview, weeklyReview } from './reviews.ts'
import { revocations } from './revocations.ts'
import { slo } from './slo.ts'
import { slos } from './slos.ts'
import { sql } from './sql.ts'
import { status } from './status.ts'
import { trace } from './trace.ts'
import { views } from './views.ts'

export const catalogue: readonly Endpoint[] = [
  status,
  changes,
  overview,
  oncall,
  slos,
  slo,
  links,
  link,
  linkTimeline,
  revocations,
  weeklyReview,
  monthlyReview,
  trace,
  brokers,
  failures,
  exchangeFailures,
  permissionChanges,
  quotas,
  anomalies,
  failedDeliveries,
  listDeadLetters,
  replayDeadLetters,
  discardDeadLetters,
  sql,
  cookbook,
  views,
]
