/** An address that no view has. */
import { useAddress } from './address.ts'
import { ViewTitle } from './components/view-title.tsx'

export function NotFound() {
  const { path, href } = useAddress()
  return (
    <>
      <ViewTitle title="Nothing here" />
      <p>
        No view has the address <code>{path}</code>. <a href={href('/')}>Go to the overview</a>.
      </p>
    </>
  )
}
