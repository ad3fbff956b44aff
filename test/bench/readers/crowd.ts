/** Many readers at once, in a process of their own: each with connections that it keeps, as a browser or a scraper does. */
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Subject, View } from './views.ts'
import { views } from './views.ts'

export interface CrowdTask {
  readonly address: string
  readonly readers: number
  /** They come evenly over so long, before the time that counts. */
  readonly arrival_s: number
  readonly seconds: number
  /** As pages and scrapers: at their interval. Otherwise each asks again as soon as it is answered. */
  readonly pauses: boolean
  readonly slos: readonly string[]
  readonly links: readonly { readonly id: string; readonly account: string }[]
  readonly correlation_ids: readonly string[]
}

export interface CrowdOutcome {
  /** While they come, and when all are there. */
  readonly arriving: Answered
  readonly there: Answered
}

export interface Answered {
  /** In ms, of each answer, by endpoint. */
  readonly latencies: Readonly<Record<string, readonly number[]>>
  readonly bytes: number
  /** What was no 200, by endpoint and what it was instead. */
  readonly errors: Readonly<Record<string, number>>
}

/** A browser has so many connections to one origin (HTTP/1.1). */
const CONNECTIONS = 6
const JITTER = 0.1
/** People look around: a page in so many moves on to another view instead of being asked again. */
const MOVES_ON = 0.25
/** So many have filtered the page by an account. */
const FILTERED = 0.1

const task = JSON.parse(process.argv[2] ?? '{}') as CrowdTask
const nothing = () => ({
  latencies: {} as Record<string, number[]>,
  errors: {} as Record<string, number>,
  bytes: 0,
})
const [arriving, there] = [nothing(), nothing()]

const all_there = performance.now() + task.arrival_s * 1_000
const end = all_there + task.seconds * 1_000
await Promise.all(Array.from({ length: task.readers }, (_, index) => read(index)))
process.send?.({ arriving, there } satisfies CrowdOutcome, () => process.exit(0))

async function read(index: number): Promise<void> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const subject = subjectOf(index)
  let view = viewOf((index + 0.5) / task.readers)
  await sleep((index / task.readers) * task.arrival_s * 1_000)
  while (performance.now() < end) {
    await Promise.all(view.questions.map(({ endpoint, path }) => ask(agent, endpoint, path(subject))))
    const wait = view.every_ms * (1 + JITTER * (2 * Math.random() - 1))
    const moves = view.name !== 'metrics' && (!task.pauses || Math.random() < MOVES_ON)
    if (task.pauses) await sleep(Math.max(0, Math.min(moves ? wait / 2 : wait, end - performance.now())))
    if (moves) view = pageAt(Math.random())
  }
  agent.destroy()
}

/** The view at a place of 0 to 1 among all readers. */
function viewOf(place: number, among: readonly View[] = views): View {
  let left = place * among.reduce((sum, { share }) => sum + share, 0)
  for (const view of among) {
    left -= view.share
    if (left < 0) return view
  }
  throw new Error('a reader has no view')
}

function pageAt(place: number): View {
  return viewOf(
    place,
    views.filter(({ name }) => name !== 'metrics'),
  )
}

function subjectOf(index: number): Subject {
  const link = task.links[(index * 31) % task.links.length]
  return {
    slo: task.slos[index % task.slos.length] ?? '',
    link: link?.id ?? '',
    correlation_id: task.correlation_ids[index % task.correlation_ids.length] ?? '',
    account: Math.random() < FILTERED ? (link?.account ?? '') : '',
  }
}

function ask(agent: http.Agent, endpoint: string, path: string): Promise<void> {
  const began = performance.now()
  const noted = began < all_there ? arriving : there
  return new Promise((resolve) => {
    const failed = (what: string) => {
      const name = `${endpoint}: ${what}`
      noted.errors[name] = (noted.errors[name] ?? 0) + 1
      resolve()
    }
    const request = http.get(task.address + path, { agent }, (response) => {
      response.on('data', (chunk: Buffer) => {
        noted.bytes += chunk.length
      })
      response.once('end', () => {
        noted.latencies[endpoint] ??= []
        noted.latencies[endpoint].push(performance.now() - began)
        if (response.statusCode === 200) resolve()
        else failed(String(response.statusCode))
      })
    })
    request.once('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message))
  })
}
