/** The answers to a FinOps analyst's questions. Money is added up in millionths, exactly. */
import { type Answers, type Event, grouped, type Told } from './told.ts'

export const costs: Answers = {
  'What does each workload cost?': (told) =>
    grouped(
      recentBills(told),
      ({ workload, currency }) => ({ workload: workload ?? '', currency }),
      (bills) => ({ billed: sumOf(bills) }),
    ),
  'How much cost has no workload?': (told) =>
    grouped(
      recentBills(told),
      ({ target_account }) => ({ account: target_account }),
      (bills) => ({ untagged: sumOf(bills.filter(({ workload }) => !workload)), billed: sumOf(bills) }),
    ),
  'What do the links themselves cost?': (told) =>
    grouped(
      recentBills(told).filter(({ linked }) => linked === true),
      ({ target_account, currency }) => ({ account: target_account, currency }),
      (bills) => ({ through_links: sumOf(bills) }),
    ),
}

function recentBills(told: Told): Event[] {
  const first = new Date(told.now - 30 * 86_400_000)
  return told.of('cost_sample').filter(({ day }) => String(day) >= first.toISOString().slice(0, 10))
}

/** As a decimal prints: without zeros at its end. */
function sumOf(bills: readonly Event[]): string {
  const millionths = bills.reduce((sum, { amount }) => sum + BigInt(String(amount).replace('.', '')), 0n)
  const [sign, digits] = [millionths < 0n ? '-' : '', String(millionths < 0n ? -millionths : millionths)]
  const padded = digits.padStart(7, '0')
  const text = `${sign}${padded.slice(0, -6)}.${padded.slice(-6)}`
  return text.replace(/\.?0+$/, '')
}
