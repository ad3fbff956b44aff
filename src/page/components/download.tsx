/** A link to an answer as a file. */

export function Download({ address, name, children }: { address: string; name: string; children: string }) {
  return (
    <a href={address} download={name}>
      {children}
    </a>
  )
}
