/** The rows of a query, as a table or drawn, what they cost, and both files of them. */
import { useMemo, useState } from 'preact/hooks'
import { Empty } from '../../../components/loaded.tsx'
import { countText, durationText } from '../../../format/number.ts'
import type { Result } from '../use-query.ts'
import { bytesText } from './bytes-text.ts'
import { drawingOf } from './drawing.ts'
import { csvFile, jsonFile } from './files.ts'
import { ResultChart } from './result-chart.tsx'
import { ResultTable } from './result-table.tsx'
import { save } from './save.ts'

export function ResultView({ result }: { result: Result }) {
  const { columns, rows, rows_in_all } = result
  const [face, setFace] = useState<'table' | 'chart'>('table')
  const drawing = useMemo(() => drawingOf(columns, rows), [columns, rows])
  return (
    <>
      <p role="status">
        <b>
          {countText(rows_in_all)} {rows_in_all === 1 ? 'row' : 'rows'}
        </b>
        <span class="quiet">
          {' · '}
          {countText(result.rows_read)} rows and {bytesText(result.bytes_read)} read in{' '}
          {durationText(result.seconds)}
        </span>
      </p>
      {rows.length < rows_in_all && (
        <p class="note">
          Here and in the files are the first {countText(rows.length)}. The SQL endpoint and{' '}
          <code>linkmeter sql</code> give all of them.
        </p>
      )}
      <div class="row-form sql-actions">
        <fieldset class="choice">
          <legend class="hidden">Show as</legend>
          {(['table', 'chart'] as const).map((one) => (
            <button key={one} type="button" aria-pressed={face === one} onClick={() => setFace(one)}>
              {one === 'table' ? 'Table' : 'Chart'}
            </button>
          ))}
        </fieldset>
        <button type="button" onClick={() => save('linkmeter-query.csv', 'text/csv', csvFile(columns, rows))}>
          CSV
        </button>
        <button
          type="button"
          onClick={() => save('linkmeter-query.json', 'application/json', jsonFile(columns, rows))}
        >
          JSON
        </button>
      </div>
      {face === 'table' ? (
        <ResultTable columns={columns} rows={rows} />
      ) : drawing.ok ? (
        <ResultChart drawing={drawing.drawing} />
      ) : (
        <Empty>No chart: {drawing.reason}</Empty>
      )}
    </>
  )
}
