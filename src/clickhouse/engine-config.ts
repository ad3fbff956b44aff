/**
 * What the embedded engine is told when it starts.
 *
 * Who may do what: its one user has two faces, with the role `owner`, as every session begins, all; without it, as readers
 * drop it, SELECT on linkmeter's own database.
 *
 * Its merges give way: they may come later, events and readers may not.
 */
import { writeFile } from 'node:fs/promises'

/**
 * Writes the engine's configuration, which names itself as the file of users.
 * @param database checked by config.ts: a plain name
 */
export async function writeEngineConfig(path: string, database: string): Promise<void> {
  const text = `<clickhouse>
  <os_threads_nice_value_merge_mutate>10</os_threads_nice_value_merge_mutate>
  <users_config>${escaped(path)}</users_config>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <roles>
    <owner><grants><query>GRANT ALL ON *.*</query></grants></owner>
  </roles>
  <users>
    <default>
      <password></password>
      <networks><ip>::/0</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <grants>
        <query>GRANT owner</query>
        <query>GRANT SHOW, SELECT ON ${escaped(database)}.*</query>
      </grants>
    </default>
  </users>
</clickhouse>
`
  await writeFile(path, text, { mode: 0o600 })
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
