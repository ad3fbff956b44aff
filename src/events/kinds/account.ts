/**
 * What is known of an account: its owner, its tags, its state.
 * Each event tells all of it; the last one by `time` holds.
 */
import { labels, requiredText, stateOfOr, word } from '../column.ts'
import { defineKind } from '../kind.ts'

export const account = defineKind({
  kind: 'account',
  plural: 'accounts',
  summary: 'What is known of an account: its owner, its tags, its state.',
  columns: {
    account: requiredText(),
    name: word(),
    owner: word(),
    team: word(),
    tags: labels(),
    /** critical, high, normal, low: the inventory's own word. */
    criticality: word(),
    state: stateOfOr(['active', 'suspended', 'closed'], 'active'),
  },
})
