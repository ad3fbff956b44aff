/** Where a query is written. */
import { useEffect, useRef } from 'preact/hooks'
import type { Answer } from '../../../api/client.ts'
import { createSqlEditor, type SqlEditor } from './code-mirror.ts'
import type { TextRange } from './fault.ts'
import { offersAt } from './offers.ts'

interface Props {
  readonly text: string
  /** Changes when the text is not what was typed here. */
  readonly puts: number
  readonly onChange: (text: string) => void
  readonly onRun: () => void
  /** Offered while one writes; none until they are known. */
  readonly views: Answer<'views'>['views']
  /** Where something is wrong, and the reader is led to it. */
  readonly wrong: TextRange | null
}

export function Editor(props: Props) {
  const { puts, wrong } = props
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<SqlEditor | null>(null)
  const latest = useRef(props)
  latest.current = props
  useEffect(() => {
    if (place.current === null) return
    const created = createSqlEditor({
      ...{ place: place.current, text: latest.current.text },
      onChange: (written) => latest.current.onChange(written),
      onRun: () => latest.current.onRun(),
      offersAt: (written, position) => offersAt(written, position, latest.current.views),
    })
    editor.current = created
    return () => created.destroy()
  }, [])
  // What was typed comes back with a delay, and by then more may have been typed.
  useEffect(() => editor.current?.write(latest.current.text), [puts])
  useEffect(() => editor.current?.mark(wrong), [wrong])
  return <div class="sql-editor" ref={place} />
}
