/** An event as it will stand on the wire (native plain JSON), and what the simulator knows of its telling. */
import type { EventInput, KindName } from '../events/kinds.ts'

/** An event of a kind with every column present that the simulator tells. */
export type NativeEvent<Kind extends KindName> = { readonly kind: Kind } & {
  readonly [Column in Exclude<keyof EventInput<Kind>, Untold>]-?: Exclude<EventInput<Kind>[Column], undefined>
}

/** Left to their defaults, as most senders do. */
type Untold = 'precedence' | 'phase' | 'parent_token_id'

export interface Telling<Kind extends KindName = KindName> {
  readonly event: NativeEvent<Kind>
  readonly time_ms: number
  /** The first moment its message can be sent: an audit record cannot come before it was delivered. */
  readonly ready_ms: number
  /** The moment that says whether it belongs to a plan: its time, but for bills of the days before. */
  readonly placed_ms: number
  /** Was its message sent? Set when that is decided; only what was told counts. */
  told: boolean
}

export type Outcome = EventInput<'action'>['outcome']

export function telling<Kind extends KindName>(
  event: NativeEvent<Kind>,
  time_ms: number,
  ready_ms = time_ms,
  placed_ms = time_ms,
): Telling<Kind> {
  return { event, time_ms, ready_ms, placed_ms, told: false }
}

export function isOf<Kind extends KindName>(kind: Kind, telling: Telling): telling is Telling<Kind> {
  return telling.event.kind === kind
}
