/** One figure: its name, its value, what it means beside it, and one click to its definition, query and input. */
import type { ComponentChildren } from 'preact'
import type { FigureName } from '../figures.ts'
import { About } from './about.tsx'

interface Props {
  readonly label: string
  /** Shown large. */
  readonly value: ComponentChildren
  /** Under it: of how many, since when. */
  readonly detail?: ComponentChildren
  /** Where it leads. */
  readonly href?: string
  readonly about?: FigureName
}

export function Figure({ label, value, detail, href, about }: Props) {
  return (
    <div class="figure">
      <div class="figure-label">
        {href === undefined ? label : <a href={href}>{label}</a>}
        {about !== undefined && <About figure={about} label={label} />}
      </div>
      <div class="figure-value">{value}</div>
      {detail !== undefined && <div class="figure-detail">{detail}</div>}
    </div>
  )
}
