/** Leads to the trace of a correlation id, where there is one. */
import { useAddress } from '../address.ts'

export function TraceLink({ id }: { id: string }) {
  const { href } = useAddress()
  return id === '' ? <span class="quiet">–</span> : <a href={href('/debug/trace', { id })}>trace</a>
}
