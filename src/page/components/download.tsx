/** A link to an answer as a file. With a token a plain link cannot bring it, so it is fetched and handed over. */
import { token } from '../api/client.ts'

export function Download({ address, name, children }: { address: string; name: string; children: string }) {
  return (
    <a
      href={address}
      download={name}
      onClick={(event) => {
        if (token.value === '') return
        event.preventDefault()
        void save(address, name)
      }}
    >
      {children}
    </a>
  )
}

async function save(address: string, name: string): Promise<void> {
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token.value}` } })
  if (answer.ok) saveFile(await answer.blob(), name)
}

function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
