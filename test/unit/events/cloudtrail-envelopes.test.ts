/** The envelopes that CloudTrail records arrive in. */
import { describe, expect, it } from 'vitest'
import { cloudtrail } from '../../../src/events/sources/cloudtrail.ts'
import { cloudtrailFixture, eventsOf, message, reasonsOf } from './told.ts'

const record = cloudtrailFixture('action-with-session')
const idsOf = (value: unknown) => eventsOf(cloudtrail.tell(message(value))).map(({ row }) => row.event_id)
const expected = ['222222222222 e-get', '222222222222 e-get AssumedRole']

const eventBridge = {
  version: '0',
  id: 'b1',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.s3',
  account: '222222222222',
  time: '2025-03-10T09:10:00Z',
  detail: record,
}
const sns = {
  Type: 'Notification',
  MessageId: 'm1',
  TopicArn: 'arn:aws:sns:eu-west-1:1:t',
  Message: JSON.stringify(eventBridge),
}

describe('an envelope', () => {
  it.each([
    ['none: the record itself', record],
    ['an object of a trail’s bucket', { Records: [record] }],
    ['an array', [record]],
    ['EventBridge', eventBridge],
    ['SNS', sns],
    ['SNS in SQS', { MessageId: 'q1', ReceiptHandle: 'h', Body: JSON.stringify(sns) }],
    [
      'SQS as a function receives it',
      { Records: [{ messageId: 'q1', body: JSON.stringify(record), eventSource: 'aws:sqs' }] },
    ],
    ['SNS as a function receives it', { Records: [{ EventSource: 'aws:sns', Sns: sns }] }],
    [
      'a CloudWatch Logs subscription',
      {
        messageType: 'DATA_MESSAGE',
        logGroup: 'g',
        logEvents: [{ id: '1', message: JSON.stringify(record) }],
      },
    ],
  ])('is opened: %s', (_, value) => {
    expect(idsOf(value)).toEqual(expected)
  })

  it('without records tells nothing and is no mistake', () => {
    expect(cloudtrail.tell(message({ Records: [] }))).toEqual([])
    expect(
      cloudtrail.tell(message({ messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'CWL CONTROL' }] })),
    ).toEqual([])
    expect(cloudtrail.tell(message(null))).toEqual([])
  })

  it('tells each record apart, so that a bad one never costs its neighbours', () => {
    const told = cloudtrail.tell(message({ Records: [record, 'x', null, record, {}] }))
    expect(reasonsOf(told)).toEqual(['told', 'wrong_shape', 'wrong_shape', 'told', 'wrong_shape'])
  })

  it('with text that is no JSON says where', () => {
    expect(cloudtrail.tell(message({ ...sns, Message: '{"eventName":' }))).toEqual([
      { ok: false, reason: { code: 'not_json', detail: 'Message: not JSON' } },
    ])
  })

  it('that never ends is refused', () => {
    const nested = Buffer.from(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    expect(reasonsOf(cloudtrail.tell(message(nested)))).toEqual(['wrong_shape'])
  })
})
