/** One Kafka for a whole run of tests: `inject('brokers')`. Each test takes topics and groups of its own. */
import type { TestProject } from 'vitest/node'
import { startKafka } from './kafka.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port`, as KAFKA_BROKERS takes it. */
    brokers: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['KAFKA_BROKERS']
  if (given) {
    project.provide('brokers', given)
    return async () => {}
  }
  const kafka = await startKafka()
  project.provide('brokers', kafka.brokers)
  return () => kafka.stop()
}
