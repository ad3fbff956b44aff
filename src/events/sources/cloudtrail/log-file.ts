/** Log files by their keys: whose they are, of which log, from which region, and when they were delivered. */

export interface LogFile {
  /** The account whose log it is; empty when the key does not tell. */
  readonly account: string
  readonly region: string
  /** `cloudtrail`, `cloudtrail_digest`, `cloudtrail_insight`, `vpcflowlogs` …; empty when the key does not tell. */
  readonly log_type: string
}

/** `[prefix/]AWSLogs/[organisation/]account/log/region/year/…`, as all AWS services lay out their logs. */
const KEY = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?(\d+)\/([^/]+)\/([a-z0-9-]+)\/\d{4}\//

export function readLogKey(key: string): LogFile {
  const [, account = '', log = '', region = ''] = KEY.exec(key) ?? []
  return { account, region, log_type: logType(log) }
}

export interface TrailFile extends LogFile {
  /** When it was delivered, of a digest the end of its period: RFC 3339. */
  readonly stamp: string
  /** The trail, which only a digest names. */
  readonly trail: string
  /** As in the bucket: what was unpacked on the way lacks the ending. */
  readonly key: string
}

/** `111122223333_CloudTrail_eu-west-1_20250310T0905Z_a1B2c3.json.gz`; a digest has a trail and its home in between. */
const NAME =
  /^(\d+)_(CloudTrail(?:-Digest|-Insight)?)_([a-z0-9-]+)_(?:(.+)_[a-z0-9-]+_)?(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z(?:_[^_/]+)?\.json(?:\.gz)?$/

/** A file of a trail by its path on disk or in the bucket; null when its name is not CloudTrail's. */
export function readTrailFile(path: string): TrailFile | null {
  const name = path.split(/[/\\]/).at(-1) ?? ''
  const found = NAME.exec(name)
  if (found === null) return null
  const [, account = '', log = '', region = '', trail = '', year, month, day, hour, minute, second] = found
  return {
    account,
    region,
    log_type: logType(log),
    stamp: `${year}-${month}-${day}T${hour}:${minute}:${second ?? '00'}Z`,
    trail,
    key: keyOf(path, name),
  }
}

/** What stands before `AWSLogs` on a disk is the disk's; without it the name is all that is known. */
function keyOf(path: string, name: string): string {
  const key = /(?:^|\/)(AWSLogs\/.*)$/.exec(path.replaceAll('\\', '/'))?.[1] ?? name
  return key.endsWith('.gz') ? key : `${key}.gz`
}

function logType(log: string): string {
  return log.toLowerCase().replaceAll('-', '_')
}
