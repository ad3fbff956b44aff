/** A part of a view, with its heading and what can be done with it. */
import type { ComponentChildren } from 'preact'

interface Props {
  readonly title: string
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
  readonly id?: string
}

export function Section({ title, actions, children, id }: Props) {
  return (
    <section class="part" {...(id === undefined ? {} : { id })}>
      <div class="part-title">
        <h2>{title}</h2>
        {actions !== undefined && <div class="view-actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}
