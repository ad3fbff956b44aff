/** The n-th event of a benchmark's topic: an action as plain JSON, some 450 bytes, its ids as unlike as real ones. */

/** Yesterday noon: an hour of events from here lies within one day, and none ahead of now. */
export function startOfTraffic(now_ms: number): number {
  return Math.floor(now_ms / 86_400_000) * 86_400_000 - 43_200_000
}

/** Times rise by nine milliseconds an event and are shuffled within ten minutes, as partitions of a log are. */
export function actionMessage(n: number, start_ms: number): string {
  const id = scrambled(n)
  const account = 1 + (n % 50)
  const operation = OPERATIONS[n % OPERATIONS.length] ?? ''
  return JSON.stringify({
    kind: 'action',
    event_id: `${id}-${scrambled(n + 1)}-${n.toString(16)}`,
    time: new Date(start_ms + (n % 300_000) * 9 + ((n * 7_919) % 600_000)).toISOString(),
    emitter: `gateway-${n % 5}`,
    source_account: `1111111111${String(10 + (n % 10))}`,
    target_account: `2222222222${String(10 + account)}`,
    role: `deploy-${n % 20}`,
    region: n % 3 === 0 ? 'eu-west-1' : 'us-east-1',
    principal: `service-${n % 100}`,
    correlation_id: `${scrambled(n + 2)}${scrambled(n + 3)}${scrambled(n + 4)}${id}`,
    request_id: `${scrambled(n + 5)}-${id}`,
    token_id: `token-${scrambled(n >> 3)}${scrambled(n >> 4)}`,
    operation,
    resource: `${operation.split(':')[0]}/team-${n % 12}/${n % 400}`,
    outcome: n % 250 === 0 ? 'auth_error' : 'success',
    error_type: n % 250 === 0 ? 'access_denied' : '',
    latency_ms: (n % 3_000) / 10,
    synchronous: n % 12 !== 0,
    source_ip: `10.0.${n % 4}.${n % 250}`,
  })
}

const OPERATIONS = ['s3:GetObject', 's3:PutObject', 'dynamodb:Query', 'sqs:SendMessage', 'kms:Decrypt']

/** Eight hexadecimal digits, each number its own (an odd factor modulo 2^32 is a permutation). */
function scrambled(n: number): string {
  return (Math.imul(n, 2_654_435_761) >>> 0).toString(16).padStart(8, '0')
}
