// Bundles each page of page/ into one script in dist/, with one style sheet for all pages. Reporters embed both in
// their files.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const license = readFileSync(new URL('../node_modules/preact/LICENSE', import.meta.url), 'utf8').trim()

await build({
  absWorkingDir: root,
  entryPoints: ['page/report.tsx', 'page/comparison.tsx', 'page/page.css'],
  outdir: 'dist/page',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  // The page contains a copy of Preact, and therefore its licence.
  banner: { js: `/*! Preact\n${license}\n*/` },
  logLevel: 'warning',
})
