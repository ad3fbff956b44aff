import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { checkTopics, type KafkaSettings, kafkaClient, saslOf } from '../../../src/kafka/connect.ts'

const silent = pino({ level: 'silent' })
const settings: KafkaSettings = { brokers: ['127.0.0.1:1'], group_id: 'g', ssl: false }

afterEach(() => vi.unstubAllEnvs())

test('a TLS file that cannot be read is named', async () => {
  const client = kafkaClient({ ...settings, ssl: { ca: '/not/there.pem' } }, silent)
  await expect(client).rejects.toMatchObject({
    code: 'path_unreadable',
    message: expect.stringContaining('/not/there.pem'),
  })
})

test('a wrong password never shows in the error', async () => {
  const sasl = { mechanism: 'plain', username: 'user', password: 'very secret' } as const
  const failure: unknown = await checkTopics({ ...settings, sasl }, ['events'], silent).catch(
    (error) => error,
  )
  expect(failure).toMatchObject({ code: 'broker_unreachable' })
  expect(String(failure)).not.toContain('very secret')
})

test('MSK IAM signs a token for its region, made anew at each connect', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
  const sasl = saslOf({ mechanism: 'aws-msk-iam', region: 'eu-west-1' })
  if (sasl.mechanism !== 'oauthbearer') throw new Error('MSK IAM speaks OAUTHBEARER')
  const { value } = await sasl.oauthBearerProvider()
  const url = Buffer.from(value, 'base64url').toString()
  expect(url).toMatch(/^https:\/\/kafka\.eu-west-1\.amazonaws\.com\/\?Action=kafka-cluster%3AConnect/)
  expect(url).toContain('X-Amz-Credential=AKIAEXAMPLE')
})
