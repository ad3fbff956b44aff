/** A CloudTrail record of a call into the target account by a user of the source account. */
export function cloudTrailRecord(call: {
  readonly requestID: string
  readonly time_ms: number
  readonly source_account: string
  readonly target_account: string
}): object {
  const { requestID, time_ms, source_account, target_account } = call
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: `arn:aws:iam::${source_account}:user/reader`,
      accountId: source_account,
      userName: 'reader',
    },
    eventTime: new Date(time_ms).toISOString().replace(/\.\d+/, ''),
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '10.0.0.1',
    requestParameters: null,
    responseElements: null,
    requestID,
    eventID: `record of ${requestID} at ${time_ms}`,
    eventType: 'AwsApiCall',
    recipientAccountId: target_account,
  }
}
