/** The one door to mdast-util-from-markdown: the code blocks of a Markdown document. */
import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Block } from '../block.ts'
import { cut, type Excerpt, joinRuns, type Run } from '../excerpt.ts'
import { htmlBlocks } from './html.ts'

type Tree = ReturnType<typeof fromMarkdown>
type Piece = Tree | Tree['children'][number]

/** Fences within fences, tabs within tabs: no document nests deeper. */
const DEEPEST = 4

/** The code blocks in the order of the document, also those within tabs, notes and HTML. */
export function markdownBlocks(document: Excerpt, depth = 0): readonly Block[] {
  return [...blocksIn(document, fromMarkdown(document.text), depth)]
}

function* blocksIn(document: Excerpt, piece: Piece, depth: number): Generator<Block> {
  const from = piece.position?.start.offset ?? 0
  const to = piece.position?.end.offset ?? 0
  if (piece.type === 'code') yield* codeBlocks(document, piece.value, piece.lang ?? '', from, to, depth)
  else if (piece.type === 'html') yield* htmlPart(cut(document, from, to), depth)
  else if ('children' in piece) for (const child of piece.children) yield* blocksIn(document, child as Piece, depth)
}

const FENCE = /^[ \t>]*(`{3,}|~{3,})/

function* codeBlocks(
  document: Excerpt,
  code: string,
  info: string,
  from: number,
  to: number,
  depth: number,
): Generator<Block> {
  const written = document.text.slice(from, to)
  // An indented block may begin with a fence, which is its code then.
  const isIndented = firstLine(code).trimEnd() === firstLine(written).trim()
  const fence = isIndented ? undefined : FENCE.exec(written)?.[1]
  const excerpt = linesOf(document, code, from, fence !== undefined)
  if (fence === undefined && /^\s*(`{3,}|~{3,})/m.test(code) && depth < DEEPEST) {
    // What is indented belongs to a tab or a note of the site generator, and is Markdown itself.
    yield* markdownBlocks(excerpt, depth + 1)
    return
  }
  // Nothing but the end of the document, or of the list or quotation around it, closes the block.
  const last = written.split(/\r\n|\n|\r/).at(-1) ?? ''
  const isClosed = fence === undefined || (to > from + fence.length && FENCE.exec(last)?.[1]?.startsWith(fence))
  const language = /^[{.]*([\w+#-]*)/.exec(info)?.[1]?.toLowerCase() ?? ''
  yield { excerpt, language, ...(isClosed ? {} : { unclosedAt: document.toFile(from) }) }
}

function firstLine(text: string): string {
  return text.split(/[\r\n]/, 1)[0] ?? ''
}

/** Each line of the code is the end of a line of the document: before it are indentation, list and quotation marks. */
function linesOf(document: Excerpt, code: string, from: number, isFenced: boolean): Excerpt {
  const runs: Run[] = []
  let at = isFenced ? nextLine(document.text, from) : document.text.lastIndexOf('\n', from - 1) + 1
  for (const line of code.split(/\r\n|\n|\r/)) {
    const next = nextLine(document.text, at)
    const whole = document.text.slice(at, next)
    const bare = whole.replace(/[\r\n]+$/, '')
    // A tab may be half indentation, half code: then the code's blanks are not the document's.
    const text = bare.endsWith(line) ? line : line.trimStart()
    runs.push({ from: at + bare.length - text.length, text: text + whole.slice(bare.length) })
    at = next
  }
  return joinRuns(document, runs)
}

function nextLine(text: string, from: number): number {
  const found = /\r\n|\n|\r/g
  found.lastIndex = from
  const end = found.exec(text)
  return end ? end.index + end[0].length : text.length
}

/** HTML within Markdown: blocks of its own, or tags right before a fence, which swallow it up to the next empty line. */
function* htmlPart(part: Excerpt, depth: number): Generator<Block> {
  if (/<pre\b/i.test(part.text)) yield* htmlBlocks(part)
  else if (/^\s*(`{3,}|~{3,})/m.test(part.text) && depth < DEEPEST) {
    const blanked = part.text.replace(/<[^<>\n]*>/g, (tag) => ' '.repeat(tag.length))
    // Blanks in place of the tags would make the rest an indented block.
    const runs = [...blanked.matchAll(/[ \t]*([^\r\n]*(?:\r\n|\n|\r|$))/g)].map(({ index, 0: line, 1: text = '' }) => ({
      from: index + line.length - text.length,
      text,
    }))
    yield* markdownBlocks(joinRuns(part, runs), depth + 1)
  }
}
