/** A sentence of the documentation without its links, which lead nowhere from where it is read, and without backticks. */
export function plain(markdown: string): string {
  return markdown
    .replace(/\s*\(\[[^\]]*\]\([^)]*\)\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
}
