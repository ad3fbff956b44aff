/**
 * Every error the program can show: a code, one sentence that names what is wrong, and the remedy.
 * `docs/errors.md` lists the same codes; a test holds the two together.
 */

type Details = Readonly<Record<string, string | number>>

interface ErrorEntry {
  /** One sentence; `{name}` is replaced by the detail of that name. */
  readonly sentence: string
  /** What the reader can do about it. */
  readonly remedy: string
}

/** Errors that stop a command or refuse a request. */
export const errorCatalogue = {
  bad_usage: { sentence: '{problem}.', remedy: 'Run `linkmeter --help`, or the command with `--help`.' },
  settings_invalid: {
    sentence: 'These settings are wrong:\n{problems}',
    remedy: 'Correct them in the environment and start again; docs/settings.md lists every setting.',
  },
  data_folder_locked: {
    sentence: 'The data folder {path} is in use by another process{holder}.',
    remedy: 'Stop that process, or set LINKMETER_DATA_DIR to another folder.',
  },
  data_folder_unusable: {
    sentence: 'The data folder {path} cannot be used: {reason}.',
    remedy: 'Make it a folder this user can write to, or set LINKMETER_DATA_DIR to another one.',
  },
  store_unreachable: {
    sentence: 'ClickHouse at {url} cannot be reached: {reason}.',
    remedy: 'Check CLICKHOUSE_URL and that the server is running, or unset it to use the embedded engine.',
  },
  store_refused: {
    sentence: 'ClickHouse refused a statement ({code}): {reason}',
    remedy: 'Check the rights of CLICKHOUSE_USER and run `linkmeter migrate`.',
  },
  store_lost: {
    sentence: 'The connection to ClickHouse broke: {reason}.',
    remedy: 'Run the command again; whatever it does twice changes no number.',
  },
  migration_changed: {
    sentence: 'Migration {name} was changed after it had been applied.',
    remedy: 'Restore the file as it was and put the change into a new migration.',
  },
  migrations_pending: {
    sentence: 'The database lacks the migrations {names}.',
    remedy: 'Run `linkmeter migrate`, or start `linkmeter serve`, which does it.',
  },
  broker_unreachable: {
    sentence: 'Kafka at {brokers} cannot be reached: {reason}.',
    remedy: 'Check KAFKA_BROKERS, KAFKA_SSL and KAFKA_SASL_*, and that the brokers are running.',
  },
  topic_missing: {
    sentence: 'The Kafka topic {topic} does not exist.',
    remedy: 'Create it, or correct KAFKA_TOPICS.',
  },
  consumer_crashed: {
    sentence: 'The Kafka consumer stopped: {reason}.',
    remedy: 'Restart the service; nothing uncommitted is lost. If it happens again, report it with the log.',
  },
  path_missing: { sentence: '{path} does not exist.', remedy: 'Check the path.' },
  path_unreadable: {
    sentence: '{path} cannot be read: {reason}.',
    remedy: 'Check the file and its permissions.',
  },
  no_event_files: {
    sentence: '{path} holds no file with a known ending (.json, .jsonl, .ndjson, .csv, each also .gz).',
    remedy: 'Name a folder or file with events.',
  },
  source_unknown: {
    sentence: 'There is no source named {source}.',
    remedy: 'Choose one of: {known}.',
  },
  slo_documents_invalid: {
    sentence: 'These SLO documents are wrong:\n{problems}',
    remedy: 'Correct the files; docs/slis.md describes every field.',
  },
  detection_documents_invalid: {
    sentence: 'These detections are wrong:\n{problems}',
    remedy: 'Correct the files; docs/detections.md describes every field.',
  },
  slo_unknown: { sentence: 'There is no SLO named {slo}.', remedy: 'Choose one of: {known}.' },
  gameday_failed: {
    sentence: 'The game day did not go as it must: {names}.',
    remedy:
      'The report says which signals showed nothing, or too much; docs/game-days.md says what each needs.',
  },
  incidents_invalid: {
    sentence: '{path} holds no list of incidents: {reason}.',
    remedy:
      'Write a JSON array of {"name":"…","from":"…","to":"…","slos":["…"]}; docs/alerts.md has an example.',
  },
  exclusion_invalid: {
    sentence: 'The exclusion is not sound: {problems}.',
    remedy: 'Correct it; docs/exclusions.md describes every field.',
  },
  exclusion_unknown: {
    sentence: 'There is no exclusion {id}.',
    remedy: 'List them with `linkmeter exclusion list --all` or `GET /v1/exclusions?all=true`.',
  },
  input_unknown: {
    sentence: 'No input {source} on {topic} is known.',
    remedy: 'List them with `linkmeter inputs list`.',
  },
  query_failed: {
    sentence: 'The query failed: {reason}',
    remedy: 'Correct the SQL; `linkmeter sql --help` has examples.',
  },
  query_refused: {
    sentence: 'The query is not for reading: {reason}.',
    remedy: 'docs/sql-endpoint.md says what may be asked.',
  },
  sql_off: {
    sentence: 'Nobody reads by SQL here.',
    remedy: 'Set LINKMETER_SQL_PORT, and with a ClickHouse server LINKMETER_SQL_USER.',
  },
  port_in_use: {
    sentence: 'The address {address} is already in use.',
    remedy: 'Stop what listens there, or set LINKMETER_PORT (or LINKMETER_SQL_PORT) to another port.',
  },
  address_unusable: {
    sentence: 'The address {address} cannot be listened on: {reason}.',
    remedy:
      'Set LINKMETER_HOST to an address of this machine and LINKMETER_PORT and LINKMETER_SQL_PORT to ports this user may open.',
  },
  token_wrong: {
    sentence: 'The request carries no valid token.',
    remedy: 'Send the header `Authorization: Bearer …` with the value of {setting}.',
  },
  login_wrong: {
    sentence: 'This token opens nothing here.',
    remedy: 'Log in with the value of LINKMETER_READ_TOKEN or LINKMETER_ADMIN_TOKEN.',
  },
  too_many_attempts: {
    sentence: 'Too many wrong tokens came from this address.',
    remedy: 'Wait {seconds} s, then send the right one.',
  },
  origin_foreign: {
    sentence: 'The change was asked for by a page of another site, or by none.',
    remedy: 'Use the page itself; a program sends a token in a header instead of the cookie.',
  },
  tls_unusable: {
    sentence: 'The certificate {cert} and the key {key} cannot be used: {reason}.',
    remedy: 'Set LINKMETER_TLS_CERT and LINKMETER_TLS_KEY to PEM files that belong together.',
  },
  route_unknown: { sentence: 'There is nothing at this path.', remedy: 'docs/http.md lists every path.' },
  method_not_allowed: { sentence: 'This path does not take this method.', remedy: 'Use {allowed}.' },
  parameters_invalid: {
    sentence: 'The request is not understood: {problems}.',
    remedy: 'Correct it; docs/api.md and GET /api/v1/openapi.json describe every endpoint.',
  },
  link_unknown: {
    sentence: 'There is no such link in the registry.',
    remedy: 'Take its id from GET /api/v1/links; a link that is new is there within two minutes.',
  },
  dead_letter_unknown: {
    sentence: 'There is no dead letter {id}.',
    remedy:
      'List them with `linkmeter dead-letters list --state any` or `GET /api/v1/dead-letters?state=any`.',
  },
  results_unreadable: {
    sentence: 'The results cannot be read at this moment.',
    remedy: 'Try again; if it goes on, GET /readyz and the log say what is wrong with the store.',
  },
  media_type_unsupported: {
    sentence: 'Events cannot be read from this content type.',
    remedy:
      'Send application/cloudevents+json, application/cloudevents-batch+json, application/json or application/x-ndjson, in UTF-8.',
  },
  json_expected: {
    sentence: 'This path takes JSON only.',
    remedy: 'Send a JSON object with `Content-Type: application/json`, in UTF-8.',
  },
  content_encoding_unsupported: {
    sentence: 'The content encoding is not known.',
    remedy: 'Send the body as it is, or with `Content-Encoding: gzip`.',
  },
  body_too_large: {
    sentence: 'The body is larger than {limit} MiB.',
    remedy: 'Send it in several requests, or as a file with `linkmeter import`.',
  },
  too_many_records: {
    sentence: 'The body holds more than {limit} records.',
    remedy: 'Send it in several requests, or as a file with `linkmeter import`.',
  },
  body_unreadable: {
    sentence: 'The body ended too early, or it is not in the encoding it names.',
    remedy: 'Send it again, and check Content-Length and Content-Encoding.',
  },
  body_not_json: {
    sentence: 'The body is not JSON.',
    remedy: 'Correct it and send it again; it is kept as a dead letter.',
  },
  record_too_large: {
    sentence: 'The record is larger than 1 MiB.',
    remedy: 'Send smaller records; the first bytes of this one are kept as a dead letter.',
  },
  every_record_rejected: {
    sentence: 'Every record was rejected.',
    remedy: 'Correct what the rejections name; the records are kept as dead letters.',
  },
  intake_busy: {
    sentence: 'Too many events are being taken at this moment.',
    remedy: 'Send the request again after the seconds in Retry-After; repeats change no number.',
  },
  not_stored: {
    sentence: 'The events could not be stored in time.',
    remedy: 'Send the request again after the seconds in Retry-After; repeats change no number.',
  },
  internal_error: {
    sentence: 'The request failed, which is a defect of linkmeter.',
    remedy: 'Report it with the log lines of request {request_id}.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

/** An error a user may meet. Its message is the catalogue's sentence and remedy, never a stack trace. */
export class LinkmeterError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, details: Details = {}, cause?: unknown) {
    const entry = errorCatalogue[code]
    super(joined(fill(entry.sentence, details), fill(entry.remedy, details)), { cause })
    this.name = 'LinkmeterError'
    this.code = code
  }
}

/** A detail may come from elsewhere, without its full stop; after a list, the remedy has a line of its own. */
function joined(sentence: string, remedy: string): string {
  if (sentence.includes('\n')) return `${sentence}\n${remedy}`
  return `${sentence.replace(/(?<![?!])[\s.]*$/, '.')} ${remedy}`
}

/** Why one event was not stored. Rejections are values, kept in `dead_letters`; they never stop the rest. */
export const rejectionCatalogue = {
  not_json: { sentence: 'The bytes are not JSON.', remedy: 'Send one JSON document a message.' },
  invalid_utf8: { sentence: 'The bytes are not valid UTF-8.', remedy: 'Encode the message as UTF-8.' },
  wrong_shape: {
    sentence: 'The JSON is not a record of this source.',
    remedy: 'Check that the topic or file carries the source it is declared to carry.',
  },
  unknown_kind: {
    sentence: 'The event names a kind that linkmeter does not know.',
    remedy: 'Use one of the kinds in docs/events.md.',
  },
  invalid_field: {
    sentence: 'A field has a wrong type or value.',
    remedy: 'Correct the field the detail names.',
  },
  impossible_time: {
    sentence: 'The time is before the year 2000 or more than a day ahead.',
    remedy: 'Send the time of the event in UTC, as RFC 3339 or milliseconds since 1970.',
  },
  too_large: {
    sentence: 'The record is larger than 1 MiB.',
    remedy: 'Send smaller records; only the first bytes of this one are kept.',
  },
  truncated: {
    sentence: 'The compressed stream ends too early or is damaged.',
    remedy: 'Fetch the file again; the records before the damage are stored.',
  },
  source_defect: {
    sentence: 'The source failed on this record, which is a defect of linkmeter.',
    remedy: 'Report it with the log of that moment; once it is mended, replay the dead letter.',
  },
} as const satisfies Record<string, ErrorEntry>

export type RejectionCode = keyof typeof rejectionCatalogue

function fill(sentence: string, details: Details): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? ''))
}
