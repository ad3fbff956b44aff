/**
 * Seeded randomness: the same seeds give the same numbers on every machine.
 * The generator is sfc32 of Chris Doty-Humphrey's PractRand (public domain), seeded as its author does:
 * three words, a counter of 1, fifteen rounds thrown away.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number, stream = 0, purpose = 0) {
    this.#a = seed | 0
    this.#b = stream | 0
    this.#c = (purpose ^ Math.floor(seed / 2 ** 32)) | 0
    for (let round = 0; round < 15; round++) this.word()
  }

  /** A whole number in 0 … 2³² − 1. */
  word(): number {
    const result = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0
    return result >>> 0
  }

  /** In 0 (included) … 1 (not included). */
  unit(): number {
    return this.word() / 2 ** 32
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.unit() * (most - least + 1))
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[Math.floor(this.unit() * items.length)] ?? items[0]
  }

  /** Above 0, with the given mean: the gaps of a Poisson process. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit())
  }

  /** Latencies look like this: never negative, half below the median, a long tail that grows with sigma. */
  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.#normal())
  }

  /** How many things happen when `mean` are expected. Above 30 the normal distribution is near enough. */
  poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#normal()))
    const floor = Math.exp(-mean)
    let count = 0
    for (let product = this.unit(); product > floor; product *= this.unit()) count++
    return count
  }

  /** `words` × 8 hexadecimal digits, four words at most. Through bytes: joining texts takes six times as long. */
  hex(words: 1 | 2 | 3 | 4): string {
    for (let word = 0; word < words; word++) written.writeUInt32BE(this.word(), word * 4)
    return written.toString('hex', 0, words * 4)
  }

  /** Box–Muller. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit())
  }
}

/** Scratch shared by all: a buffer of its own would cost each Random more than everything else about it. */
const written = Buffer.alloc(16)
