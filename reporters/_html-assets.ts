/** The scripts and styles of pages, which `scripts/build-pages.mjs` makes from `page/`. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** From the sources they are those of the last build. */
const folder = new URL(import.meta.url.endsWith('.ts') ? '../dist/page/' : '../page/', import.meta.url)

/** The script of the page of that name, and the style that all pages share. */
export function assetsOf(name: string): { readonly script: string; readonly style: string } {
  return { script: read(`${name}.js`), style: read('page.css') }
}

function read(file: string): string {
  const path = fileURLToPath(new URL(file, folder))
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Error(`there is no ${path}: npm run build makes it`, { cause })
  }
}
