/** The query that is being written. It stands in the address, so that it can be shared; opening the address runs nothing. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { useAddress } from '../../address.ts'

interface Draft {
  readonly text: string
  /** As the reader types. */
  write(text: string): void
  /** In place of what was written: the editor has to follow. */
  put(text: string): void
  /** Changes with every text that was put. */
  readonly puts: number
  /** False: it is too long for an address. */
  readonly isInAddress: boolean
}

/** Browsers give up writing an address that changes with every letter. */
const PAUSE_MS = 300
/** What servers and proxies take of an address, with room for the rest of it. */
const LONGEST = 6_000

export function useDraft(): Draft {
  const { text: textOf, change } = useAddress()
  const given = textOf('query')
  const [{ text, puts }, setDraft] = useState({ text: given, puts: 0 })
  const write = (typed: string) => setDraft((before) => ({ ...before, text: typed }))
  const put = (chosen: string) => setDraft((before) => ({ text: chosen, puts: before.puts + 1 }))
  // What this view wrote into the address itself; anything else there comes from a link that was followed.
  const written = useRef(given)
  const latest = useRef(change)
  latest.current = change
  const isInAddress = encodeURIComponent(text).length <= LONGEST
  useEffect(() => {
    if (given === written.current) return
    written.current = given
    put(given)
  }, [given])
  useEffect(() => {
    const kept = isInAddress ? text : ''
    if (kept === written.current) return
    const view = location.pathname
    const timer = setTimeout(() => {
      if (location.pathname !== view) return
      written.current = kept
      latest.current({ query: kept })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, isInAddress])
  return { text, write, put, puts, isInAddress }
}
