/** The examples in a page of the documentation, unchanged. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/foundation/paths.ts'

export interface Example {
  /** Language of the code block: `ts`, `sh`, `yaml`. */
  readonly language: string
  readonly code: string
  /** The heading above it. */
  readonly heading: string
}

/** The code blocks of a page, in order. */
export function examplesIn(page: string): readonly Example[] {
  const text = readFileSync(join(packageRoot, page), 'utf8')
  let heading = ''
  return [...text.matchAll(/^#+ (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, title, language = '', code = '']) => {
    if (title === undefined) return { language, code, heading }
    heading = title
    return []
  })
}
