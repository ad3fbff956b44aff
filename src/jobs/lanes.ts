/** Runs work beside each other, a few at a time: the engine uses its processors, and no SLO waits for all others. */

const LANES = 3

/** Resolves when all work has ended; the first failure of any, at once. */
export async function inLanes<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items]
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}
