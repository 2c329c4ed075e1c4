/** The code blocks of a reStructuredText document. No parser of it is at hand in JavaScript, and its literal blocks are lines. */
import type { Block } from '../block.ts'
import { type Excerpt, joinRuns, type Run } from '../excerpt.ts'

interface Line {
  readonly from: number
  /** With its line end. */
  readonly whole: string
  readonly text: string
  readonly indent: number
}

const DIRECTIVE =
  /^\s*(?:[-*+]\s+|\d+\.\s+)?\.\.\s+(?:code(?:-\w+)*|sourcecode|parsed-literal|literal|prompt|ipython)::\s*(\S*)/
const OPTION = /^\s+:[\w-]+:/
const DOCTEST = /^\s*>>> /

/** The blocks of `.. code-block::` and its kin, the literal blocks after `::`, and the sessions that begin with `>>>`. */
export function rstBlocks(document: Excerpt): readonly Block[] {
  const lines = [...document.text.matchAll(/[^\r\n]*(?:\r\n|\n|\r|$)/g)].flatMap(({ index, 0: whole }): Line[] => {
    const text = whole.replace(/[\r\n]+$/, '')
    return whole ? [{ from: index, whole, text, indent: text.length - text.trimStart().length }] : []
  })
  const found: Block[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]
    if (!line?.text.trim()) continue
    const directive = DIRECTIVE.exec(line.text)
    const begins = directive
      ? bodyStart(lines, i + 1, true)
      : endsLiteral(line.text)
        ? bodyStart(lines, i + 1, false)
        : -1
    if (DOCTEST.test(line.text)) {
      const body = take(lines, i, ({ text }) => text.trim() !== '')
      found.push(blockOf(document, body, 'pycon'))
      i += body.length - 1
      continue
    }
    const first = lines[begins]
    if (!first || first.indent <= marginOf(line)) continue
    const body = take(lines, begins, ({ text, indent }) => text.trim() === '' || indent > marginOf(line))
    found.push(blockOf(document, body, directive?.[1]?.toLowerCase() ?? ''))
    i = begins + body.length - 1
  }
  return found
}

/** A paragraph that ends with `::`, and no directive or comment of another kind. */
function endsLiteral(text: string): boolean {
  return /::\s*$/.test(text) && !/^\s*\.\.\s/.test(text)
}

/** Where the text of a list item or a directive begins: what belongs to it is indented further. */
function marginOf({ text, indent }: Line): number {
  const marker = /^\s*(?:[-*+]|\d+\.)\s+(?=\.\.\s)/.exec(text)
  return marker ? marker[0].length : indent
}

/** The first line of the body: after the options of a directive and empty lines. */
function bodyStart(lines: readonly Line[], from: number, hasOptions: boolean): number {
  let i = from
  while (hasOptions && OPTION.test(lines[i]?.text ?? '')) i++
  while (i < lines.length && !lines[i]?.text.trim()) i++
  return i
}

function take(lines: readonly Line[], from: number, belongs: (line: Line) => boolean): readonly Line[] {
  let to = from
  for (let line = lines[to]; line && belongs(line); line = lines[to]) to++
  return lines.slice(from, to)
}

function blockOf(document: Excerpt, body: readonly Line[], language: string): Block {
  const margin = Math.min(...body.filter(({ text }) => text.trim()).map(({ indent }) => indent))
  const runs = body.map(({ from, whole, indent }): Run => {
    const gone = Math.min(margin, indent)
    return { from: from + gone, text: whole.slice(gone) }
  })
  return { excerpt: joinRuns(document, runs), language }
}
