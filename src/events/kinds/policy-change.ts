/** A change to a policy, a role or what else decides who may do what. */
import { flag, longText, text, word } from '../column.ts'
import { defineKind } from '../kind.ts'

export const policyChange = defineKind({
  kind: 'policy_change',
  plural: 'policy_changes',
  summary: 'A change to a policy, a role or what else decides who may do what.',
  columns: {
    /** Where empty, the event_id names the change. */
    change_id: text(),
    actor: word(),
    policy: text(),
    /** attach_policy, delete_policy, stop_logging … */
    change_type: word(),
    diff: longText(),
    /** A planned change that breaks someone is no drift (M8). */
    planned: flag(false),
  },
})
