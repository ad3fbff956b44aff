/** The runbooks of alerts/runbooks/: their sections, and the commands that they tell somebody to run. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Runbook {
  readonly name: string
  readonly path: string
  readonly text: string
  readonly headings: readonly string[]
  /** The commands of each of the first checks. */
  readonly checks: readonly (readonly string[])[]
  /** Every command of linkmeter, wherever it stands, without `npx linkmeter`. */
  readonly commands: readonly string[]
}

const FOLDER = 'alerts/runbooks'

export function readRunbooks(): Runbook[] {
  return readdirSync(FOLDER).map((file) => {
    const path = `${FOLDER}/${file}`
    const text = readFileSync(path, 'utf8')
    return { name: file.replace(/\.md$/, ''), path, text, ...partsOf(text) }
  })
}

function partsOf(text: string): Pick<Runbook, 'headings' | 'checks' | 'commands'> {
  const [, checked = ''] = /^## First three checks\n\n(.*?)(?=^`|^## )/ms.exec(text) ?? []
  const checks = [...checked.matchAll(/^\d\. \S[^\n]*[?.)]\n\n {3}```sh\n(.*?) {3}```\n/gms)]
  return {
    headings: [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading),
    checks: checks.map(([, commands = '']) => commands.trim().split(/\n\s*/)),
    commands: [...text.matchAll(/npx linkmeter ((?:"[^"]*"|[^`"\n])+)/g)].map(([, command = '']) =>
      command.trim(),
    ),
  }
}

/** The query of `sql "…"`; of another command nothing. */
export function queryOf(command: string): string[] {
  const [, query] = /^sql "([^"]+)"$/.exec(command) ?? []
  return query === undefined ? [] : [query]
}
