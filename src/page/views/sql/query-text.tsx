/** A query to read and to take along. */
import { useState } from 'preact/hooks'

export function QueryText({ sql }: { sql: string }) {
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(sql)
      setSaid('Copied')
    } catch {
      setSaid('The browser does not allow it: select the text instead')
    }
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>{sql}</pre>
      <p class="row-form part-actions">
        <button type="button" onClick={copy}>
          Copy
        </button>
        <span class="quiet small" role="status">
          {said}
        </span>
      </p>
    </>
  )
}
