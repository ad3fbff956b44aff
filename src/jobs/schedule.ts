/** Runs the jobs on their schedule: never two runs of one job at once, each safe to run twice. */
import cron, { type ScheduledTask } from 'node-cron'
import type { Logger } from 'pino'
import type { JobMetrics } from './metrics.ts'

export interface Job {
  readonly name: string
  /** A cron expression; with six fields the first is seconds. */
  readonly schedule: string
  readonly run: () => Promise<void>
}

export interface Schedule {
  /** Runs every job once, in order, and then on schedule. */
  start(): Promise<void>
  /** Stops the schedule and waits for the run under way. */
  stop(): Promise<void>
  /** When each job last succeeded, in ms; null when it never did. */
  lastSuccess(): ReadonlyMap<string, number | null>
}

export function createSchedule(options: {
  jobs: readonly Job[]
  clock: () => number
  logger: Logger
  metrics: JobMetrics
}): Schedule {
  const { jobs, clock, logger, metrics } = options
  const lastSuccess = new Map<string, number | null>(jobs.map(({ name }) => [name, null]))
  const underWay = new Map<string, Promise<void>>()
  let tasks: ScheduledTask[] = []
  let isStopping = false

  /** A job that still runs when its time comes is left alone: its next time will do. */
  function runOnce(job: Job): Promise<void> {
    const running = underWay.get(job.name)
    if (running !== undefined) {
      metrics.runs.inc({ job: job.name, result: 'skipped' })
      return running
    }
    const run = measured(job).finally(() => underWay.delete(job.name))
    underWay.set(job.name, run)
    return run
  }

  async function measured(job: Job): Promise<void> {
    const ended = metrics.seconds.startTimer({ job: job.name })
    try {
      await job.run()
      lastSuccess.set(job.name, clock())
      metrics.runs.inc({ job: job.name, result: 'success' })
      metrics.lastSuccess.set({ job: job.name }, clock() / 1000)
    } catch (error) {
      // The next run starts from the same tables: nothing is lost but time.
      metrics.runs.inc({ job: job.name, result: 'failure' })
      logger.error(
        { job: job.name, reason: error instanceof Error ? error.message : String(error) },
        'job failed',
      )
    } finally {
      ended()
    }
  }

  return {
    start: async () => {
      for (const job of jobs) {
        if (!isStopping) await runOnce(job)
      }
      // Stopped while the first runs were under way: nothing may be left that still ticks.
      if (isStopping) return
      tasks = jobs.map((job) => cron.schedule(job.schedule, () => runOnce(job), { name: job.name }))
    },
    stop: async () => {
      isStopping = true
      await Promise.all(tasks.map((task) => task.destroy()))
      await Promise.all(underWay.values())
    },
    lastSuccess: () => lastSuccess,
  }
}
