/** How busy the brokers are: a sample every five minutes by day, every fifteen while it is quiet. */
import { congested } from '../failures/failure.ts'
import { type Telling, telling } from '../native-event.ts'
import { Random } from '../random.ts'
import { rhythmAt } from '../rhythm.ts'
import { about, type EstateSetting, HOUR_MS, purposes, streamOf } from './setting.ts'

export function tellBrokerSamples({ estate, seed, strikes }: EstateSetting, hour: number): Telling[] {
  const busy = rhythmAt(hour * HOUR_MS)
  const every = busy >= 1 ? 5 : 15
  return estate.brokers.flatMap((broker, index) => {
    const random = new Random(seed, streamOf(hour, index), purposes.broker_samples)
    return Array.from({ length: 60 / every }, (_, nth) => {
      const time_ms = hour * HOUR_MS + nth * every * 60_000 + random.whole(0, 2_000)
      const isCongested = congested(strikes, broker, time_ms)
      const event = about('broker_sample', random, { account: '', region: '', emitter: broker, time_ms })
      return telling(
        {
          ...event,
          broker,
          cpu_ratio: isCongested ? 0.97 : Math.min(0.9, 0.2 + 0.3 * busy + 0.05 * random.unit()),
          memory_bytes: 400_000_000 + random.whole(0, 200_000_000),
          queue_depth: random.poisson(3 * busy) * (isCongested ? 40 : 1) + (isCongested ? 200 : 0),
          audit_queue_depth: random.poisson(2 * busy),
        },
        time_ms,
      )
    })
  })
}
