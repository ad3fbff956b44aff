/** The figures that are no SLO's: what each means, and a query that gives it. An SLO's own page tells the same of it. */
import { debugFigures } from './figures/debug.ts'
import { onCallFigures } from './figures/on-call.ts'
import { overviewFigures } from './figures/overview.ts'

export const figures = { ...overviewFigures, ...onCallFigures, ...debugFigures }

export type FigureName = keyof typeof figures
