/** What an alert waits for, in words: its threshold, its windows, how many bad events it needs. */
import type { Alert } from './alerts.ts'
import type { SloDefinition } from './definition.ts'
import { countInWords, objectiveInWords, rateInWords, spanInWords } from './wording.ts'

/** A sentence without its full stop, such as `fires when the budget burns over 14.4 times …`. */
export function conditionInWords(alert: Alert, { objective }: Pick<SloDefinition, 'objective'>): string {
  switch (alert.cause) {
    case 'burn': {
      const { long_s, short_s, factor, minimum_bad } = alert.policy
      const windows = `${spanInWords(long_s)} and ${spanInWords(short_s)}`
      return `fires when the budget burns over ${rateInWords(factor)} times the even rate over ${windows}, by ${atLeast(minimum_bad)}`
    }
    case 'limit': {
      const { long_s, short_s, minimum_bad } = alert.policy
      const windows = `${spanInWords(long_s)} and ${spanInWords(short_s)}`
      return `fires when under ${objectiveInWords(objective)} were good over ${windows}, by ${atLeast(minimum_bad)}`
    }
    case 'first_bad':
      return `fires at the first bad event within ${spanInWords(alert.policy.long_s)}`
    case 'budget':
      return `fires when the budget of the period is spent, by ${atLeast(alert.minimum_bad)}`
    case 'level':
      return `fires when the newest check is below ${objectiveInWords(objective)}`
    case 'allowance_used':
      return `fires when an account has had ${countInWords(objective)}, as many as are allowed`
    case 'allowance_exceeded':
      return `fires when an account has had more than ${countInWords(objective)}`
  }
}

function atLeast(minimum_bad: number): string {
  return minimum_bad === 1 ? 'a bad event' : `at least ${countInWords(minimum_bad)} bad events`
}
