/** A part of a view, with its heading, what it means, and what can be done with it. */
import type { ComponentChildren } from 'preact'
import type { FigureName } from '../figures.ts'
import { About } from './about.tsx'

interface Props {
  readonly title: string
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
  readonly id?: string
  readonly about?: FigureName
}

export function Section({ title, actions, children, id, about }: Props) {
  return (
    <section class="part" {...(id === undefined ? {} : { id })}>
      <div class="part-title">
        <div class="titled">
          <h2>{title}</h2>
          {about !== undefined && <About figure={about} label={title} />}
        </div>
        {actions !== undefined && <div class="view-actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}
