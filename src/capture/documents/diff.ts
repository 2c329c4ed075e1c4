/** The one door to the package diff. */
import { createTwoFilesPatch } from 'diff'

/** What changes, as a unified diff that `patch` and `git apply` take; empty if nothing does. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return ''
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 3 })
  // A line of equals signs above the names is of no use to anyone.
  return patch.replace(/^=+\n/, '').replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2')
}
