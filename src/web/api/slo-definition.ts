/** What an SLO is: the facts of its OpenSLO document and its SQL. */
import { z } from 'zod'
import { type SloDefinition, sliKinds } from '../../slo/definition.ts'
import { windowText } from './slo-window.ts'

export const definition = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  kind: z.enum(sliKinds),
  objective: z.number(),
  period: z.string(),
  time_zone: z.string().nullable().describe('Of a calendar month'),
  owner: z.string(),
  team: z.string(),
  runbook: z.string(),
  service: z.string(),
  critical: z.boolean(),
  inputs: z.array(z.string()).describe('The kinds of event it needs'),
  grouping: z.string(),
  grain_s: z.number(),
  maturity_s: z.number().describe('Every window ends this much before now'),
  sql_file: z.string(),
  sql: z.string(),
})

export function definitionOf(slo: SloDefinition, sql: string): z.output<typeof definition> {
  const { name, title, description, kind, objective, window, owner, team, runbook, service, critical } = slo
  return {
    ...{ name, title, description, kind, objective, owner, team, runbook, service, critical },
    period: windowText(window),
    time_zone: window.type === 'calendar' ? window.timeZone : null,
    inputs: [...slo.inputs],
    grouping: slo.grouping,
    grain_s: slo.grain_s,
    maturity_s: slo.maturity_s,
    sql_file: slo.sql,
    sql,
  }
}
