/** Where the page is visited: a service and a browser, once for all tests of a file. */
import type { Browser } from 'playwright-core'
import type { Estate } from './estate.ts'

export interface Place {
  readonly estate: Estate
  readonly browser: Browser
}
