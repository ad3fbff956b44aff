/** Bundles the page's sources into dist/page: hashed files, a chunk a view, and the index.html that names them. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { writeApiTypes } from './api-types.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = `${root}src/page`
const outcome = `${root}dist/page`

await writeApiTypes(`${sources}/api/schema.ts`)
await rm(outcome, { recursive: true, force: true })
await mkdir(outcome, { recursive: true })
const { metafile } = await build({
  entryPoints: [`${sources}/main.tsx`],
  outdir: `${outcome}/assets`,
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['es2022'],
  minify: true,
  sourcemap: false,
  metafile: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.svg': 'file' },
  legalComments: 'none',
  logLevel: 'warning',
})

const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('main.tsx'))
if (entry === undefined) throw new Error('the bundle has no entry')
const [script, { cssBundle }] = entry
const template = await readFile(`${sources}/index.html`, 'utf8')
const filled = template
  .replace('{script}', `/assets/${basename(script)}`)
  .replace('{style}', `/assets/${basename(cssBundle ?? '')}`)
await writeFile(`${outcome}/index.html`, filled)
await writeFile(`${outcome}/favicon.svg`, await readFile(`${sources}/favicon.svg`))
