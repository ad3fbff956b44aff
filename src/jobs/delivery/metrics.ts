/** What delivery of alerts says of itself. A receiver is named by host and port. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type DeliveryMetrics = ReturnType<typeof deliveryMetrics>

export function deliveryMetrics(registry: Registry) {
  const registers = [registry]
  return {
    deliveries: new Counter({
      name: 'linkmeter_alert_deliveries_total',
      help: 'Alerts posted to a receiver: success, refused, timeout or unreachable',
      labelNames: ['receiver', 'result'] as const,
      registers,
    }),
    seconds: new Histogram({
      name: 'linkmeter_alert_delivery_seconds',
      help: 'How long a post of alerts takes, with its further tries',
      labelNames: ['receiver'] as const,
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 20],
      registers,
    }),
    lastDelivery: new Gauge({
      name: 'linkmeter_alert_last_delivery_timestamp_seconds',
      help: 'When a receiver last took all that it was to be told, also where that was nothing',
      labelNames: ['receiver'] as const,
      registers,
    }),
    undelivered: new Gauge({
      name: 'linkmeter_alerts_undelivered',
      help: 'Alerts that a receiver did not take in the last run; they are posted again in the next',
      labelNames: ['receiver'] as const,
      registers,
    }),
  }
}
