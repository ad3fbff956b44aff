/** How a result is printed: for people, or for programs. */
import { Option } from 'commander'

export type Format = 'table' | 'json'

export function formatOption(): Option {
  return new Option('-f, --format <format>', 'how to print it').choices(['table', 'json']).default('table')
}
