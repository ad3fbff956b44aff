/**
 * Makes the built command executable, and `npx linkmeter` find it. With a `bin` in package.json npx would install this
 * package into its cache and build it there once more.
 */
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'

chmodSync('dist/main.js', 0o755)
mkdirSync('node_modules/.bin', { recursive: true })
rmSync('node_modules/.bin/linkmeter', { force: true })
symlinkSync('../../dist/main.js', 'node_modules/.bin/linkmeter')
