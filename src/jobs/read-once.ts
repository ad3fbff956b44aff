/** Indicators ask much alike of what came since the last run: each question is asked once. */
import type { Store } from '../clickhouse/store.ts'

/** The same store, which reads the same rows once. For the length of a run: nothing of it is ever read anew. */
export function readingOnce(store: Store): Store {
  const asked = new Map<string, Promise<unknown[]>>()
  return {
    ...store,
    rows: <Row>(sql: string, parameters?: Parameters<Store['rows']>[1]) => {
      const question = JSON.stringify([sql, parameters])
      const answer = asked.get(question) ?? store.rows(sql, parameters)
      asked.set(question, answer)
      return answer as Promise<Row[]>
    },
  }
}
