/** Every dashboard, by the name of its file in dashboards/json. */
import type { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { accountDetail } from './account.ts'
import { debug } from './debug.ts'
import { executive } from './executive.ts'
import { linkDetail } from './link.ts'
import { linkmeter } from './linkmeter.ts'
import { onCall } from './on-call.ts'
import { sloDetail } from './slo.ts'

export const dashboards: Readonly<Record<string, DashboardBuilder>> = {
  executive,
  'on-call': onCall,
  debug,
  slo: sloDetail,
  link: linkDetail,
  account: accountDetail,
  linkmeter,
}

/** As committed: what Grafana reads. */
export function textOf(builder: DashboardBuilder): string {
  return `${JSON.stringify(builder.build(), null, 2)}\n`
}
