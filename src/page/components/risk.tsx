/** A risk score, by number, word and colour. */

/** From where on the overview counts a link as risky. */
const RISKY = 30
const HIGH = 60

export function Risk({ score }: { score: number }) {
  if (score < RISKY) return <data value={score}>{score}</data>
  const isHigh = score >= HIGH
  return (
    <b class={isHigh ? 'state-breached' : 'state-at_risk'}>
      {isHigh ? 'high' : 'risky'} <data value={score}>{score}</data>
    </b>
  )
}
