/** The way from a request to the tables, passed in: the web server does not know the pipeline. */

export interface IntakeRequest {
  /** The name of a known source. */
  readonly source: string
  readonly records: readonly IntakeRecord[]
}

export interface IntakeRecord {
  readonly value: Buffer
  /** `content-type`, and the attributes of a binary CloudEvent as `ce_id`, `ce_type`, …: as Kafka's headers carry them. */
  readonly headers: Readonly<Record<string, string>>
}

/** What became of the records; `index` counts them from 0. */
export interface IntakeReceipt {
  readonly read: number
  readonly stored: number
  readonly duplicates: number
  readonly rejected: number
  readonly rejections: readonly { readonly index: number; readonly code: string; readonly detail: string }[]
}

/** Resolves once every event and dead letter is stored; rejects when that will not happen. */
export type TakeEvents = (request: IntakeRequest) => Promise<IntakeReceipt>
