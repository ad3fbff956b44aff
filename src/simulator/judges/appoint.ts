/** Who judges by single events. A new judge is a file in this folder and a line here; stories have judge.ts. */
import type { Enter, EventJudge } from '../truth.ts'
import { judgeAttempts } from './attempts.ts'
import { judgeDrift } from './drift.ts'
import { judgeRoleCalls } from './role-calls.ts'
import { judgeTokenLifetimes } from './token-lifetimes.ts'

export function appointJudges(enter: Enter): readonly EventJudge[] {
  return [judgeTokenLifetimes(enter), judgeDrift(enter), judgeAttempts(enter), judgeRoleCalls(enter)]
}
