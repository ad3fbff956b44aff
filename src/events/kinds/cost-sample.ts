/**
 * What a workload's use of a service cost on a day.
 * Bills are restated: the same event_id with another amount replaces the earlier one.
 */
import { day, decimal, decimalOrNull, flag, word } from '../column.ts'
import { defineKind } from '../kind.ts'

export const costSample = defineKind({
  kind: 'cost_sample',
  plural: 'cost_samples',
  summary: 'What a workload’s use of a service cost on a day.',
  columns: {
    day: day(),
    service: word(),
    /** Empty: untagged, a share of its own (A9). */
    workload: word(),
    /** As billed (FOCUS: BilledCost). Credits are negative. */
    amount: decimal(),
    /** With discounts and commitments spread over their use (FOCUS: EffectiveCost). */
    effective_amount: decimalOrNull(),
    currency: word(),
    /** What the workload got done: the cost of one unit is A9. */
    units: decimalOrNull(),
    /** True where the cost arises through a link. */
    linked: flag(false),
    /** The most that one unit may cost. */
    budget: decimalOrNull(),
  },
})
