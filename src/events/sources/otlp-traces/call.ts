/** Which spans tell of something, and between which accounts: by `linkmeter.*` attributes, else by OpenTelemetry's own. */
import { type JsonObject, textAt } from '../../json.ts'
import { asAccount, readArn } from '../cloudtrail/arn.ts'
import { type Attributes, attributesOf, idOf, textOf } from './attributes.ts'

export interface CalledSpan {
  readonly kind: 'token_issuance' | 'action'
  readonly span: JsonObject
  /** The span's own, and under them its resource's. */
  readonly attributes: Attributes
  /** The call of an AWS API, where it is one. */
  readonly aws: AwsCall | null
  readonly accounts: Accounts
  /** False where the span's kind says that work is only started here, or done later. */
  readonly synchronous: boolean
}

interface AwsCall {
  /** `S3`. */
  readonly service: string
  /** `GetObject`. */
  readonly method: string
}

interface Accounts {
  readonly source_account: string
  readonly target_account: string
  readonly role: string
}

/** Null where the span tells nothing: neither an exchange of tokens nor a call into another account. */
export function readCall(span: JsonObject, resource: Attributes): CalledSpan | null {
  const own = attributesOf(span)
  const attributes: Attributes = new Map([...resource, ...own])
  const span_kind = spanKindOf(span)
  const aws = awsCall(attributes, textAt(span, 'name'))
  const accounts = accountsOf(span_kind, own, resource)
  const named = attributes.get('linkmeter.kind')
  const kind = named ?? kindOfCall(aws, accounts, idOf(own, 'linkmeter.token_id'))
  // Any other kind, best `none`, takes a span out: another one tells of the same call.
  if (kind !== 'token_issuance' && kind !== 'action') return null
  const synchronous = span_kind !== 'producer' && span_kind !== 'consumer'
  return { kind, span, attributes, aws, accounts, synchronous }
}

function kindOfCall(aws: AwsCall | null, accounts: Accounts, token_id: string): CalledSpan['kind'] | null {
  if (aws !== null && /^sts:(?:AssumeRole.*|GetFederationToken|GetSessionToken)$/.test(operationOf(aws))) {
    return 'token_issuance'
  }
  const { source_account, target_account } = accounts
  // With a token the source is that of its issuance, whatever account the span was made in.
  const crosses = token_id !== '' || (source_account !== '' && source_account !== target_account)
  return target_account !== '' && crosses ? 'action' : null
}

/** As IAM and CloudTrail write it: `s3:GetObject`. */
export function operationOf({ service, method }: AwsCall): string {
  return `${service.toLowerCase()}:${method}`
}

/**
 * The AWS SDK's spans: service and method apart, since 2025 in one (`S3/GetObject`), and always in the span's name
 * (`S3.GetObject`): https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
function awsCall(attributes: Attributes, name: string): AwsCall | null {
  if (textOf(attributes, 'rpc.system.name', 'rpc.system') !== 'aws-api') return null
  const [, service_named = '', method_named = ''] = /^(\w[\w ]*)[./](\w+)$/.exec(name) ?? []
  const [method = '', service = ''] = textOf(attributes, 'rpc.method').split('/').reverse()
  return {
    service: textOf(attributes, 'rpc.service') || service || service_named,
    method: method || method_named,
  }
}

/** A resource's account is where the program runs: it calls from there, or is called there. */
function accountsOf(span_kind: SpanKind, own: Attributes, resource: Attributes): Accounts {
  const here = asAccount(textOf(resource, 'cloud.account.id'))
  const named = asAccount(textOf(own, 'cloud.account.id'))
  const isCaller = span_kind === 'client' || span_kind === 'producer'
  const isCalled = span_kind === 'server' || span_kind === 'consumer'
  const role = textOf(own, 'linkmeter.role')
  const arn = readArn(role)
  return {
    source_account: textOf(own, 'linkmeter.source_account') || (isCaller ? here : ''),
    target_account: textOf(own, 'linkmeter.target_account') || arn.account || named || (isCalled ? here : ''),
    role: arn.role || role,
  }
}

type SpanKind = (typeof SPAN_KINDS)[number]
const SPAN_KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const

/** A number; the names, which OTLP forbids, are what a plain Protobuf encoder writes. */
function spanKindOf({ kind }: JsonObject): SpanKind {
  const named = SPAN_KINDS.find(
    (name, number) => kind === number || kind === `SPAN_KIND_${name.toUpperCase()}`,
  )
  return named ?? 'unspecified'
}
