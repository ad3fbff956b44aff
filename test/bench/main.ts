/** `npm run bench -- ingest|evaluate|alerts|readers`: progress on stderr, one JSON object as the last line on stdout. */

interface Bench {
  /** Gives its figures. @throws when what it measured is wrong */
  run(say: (text: string) => void): Promise<object>
}

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: () => import('./ingest.ts'),
  evaluate: () => import('./evaluate.ts'),
  alerts: () => import('./alerts.ts'),
  readers: () => import('./readers.ts'),
}

const began = performance.now()
const say = (text: string) => {
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${text}\n`)
}

const load = benches[process.argv[2] ?? '']
if (load === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join('|')}\n`)
  process.exitCode = 2
} else {
  try {
    const { run } = await load()
    process.stdout.write(`${JSON.stringify(await run(say))}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  }
}
