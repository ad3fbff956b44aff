/** A view's heading, which is also the document's title. */
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'

export function ViewTitle({ title, children }: { title: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · linkmeter`
  }, [title])
  return (
    <div class="view-title">
      <h1>{title}</h1>
      {children !== undefined && <div class="view-actions">{children}</div>}
    </div>
  )
}
