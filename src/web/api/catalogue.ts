/** Every endpoint of the JSON API. Adding one is a file and a line here; docs/api.md tells of each. */
import type { Endpoint } from './endpoint.ts'
import { overview } from './overview.ts'
import { slos } from './slos.ts'
import { status } from './status.ts'

export const catalogue: readonly Endpoint[] = [status, overview, slos]
