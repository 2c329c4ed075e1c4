/**
 * Markdown that nothing a server sent can break or reach out of. Such text is put in code only, where no markup, mention,
 * picture or link is read; escapes would not do, since GitHub looks for mentions once the escapes are gone.
 */

import { printable } from '../text/printable.ts'

/** Text as code on one line. */
export function code(text: string): string {
  const line = printable(text)
  if (!line) return ''
  const fence = '`'.repeat(longestRun(line) + 1)
  // A blank next to the fence is removed again, in pairs.
  const gap = /^`|`$|^ .* $/.test(line) ? ' ' : ''
  return fence + gap + line + gap + fence
}

/** The same in a table, where a pipe ends the cell even in code. */
export function cellCode(text: string): string {
  return code(text.replaceAll('|', '¦'))
}

/** Lines of code in a block of their own. */
export function codeBlock(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text.split('\n').map(printable).join('\n')}\n${fence}\n`
}

/** Our own sentences, in which a mark is only a mark. */
export function prose(text: string): string {
  return printable(text).replace(/[\\`*_[\]<>&~|#$]/g, '\\$&')
}

export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`
  return line(heads) + line(heads.map((_, i) => (i ? '--:' : '---'))) + rows.map(line).join('')
}

/** What a reader opens to see. The empty lines let Markdown begin again inside of it. */
export function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n</details>\n`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
}
