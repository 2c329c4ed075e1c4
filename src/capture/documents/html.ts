/** The one door to parse5: the code blocks of an HTML page. */
import { type DefaultTreeAdapterMap, parse } from 'parse5'
import type { Block } from '../block.ts'
import { type Excerpt, joinRuns, type Run } from '../excerpt.ts'

type Node = DefaultTreeAdapterMap['node']
type Element = DefaultTreeAdapterMap['element']

/** The text of every `<pre>`, with its tags gone and its entities read. */
export function htmlBlocks(page: Excerpt): readonly Block[] {
  const found: Block[] = []
  const pending: Node[] = [parse(page.text, { sourceCodeLocationInfo: true })]
  // A stack of our own: a hostile page nests deeper than functions can.
  for (let node = pending.pop(); node; node = pending.pop()) {
    if ('tagName' in node && node.tagName === 'pre') found.push(blockOf(page, node))
    else {
      if ('content' in node) pending.push(node.content)
      if ('childNodes' in node) pending.push(...[...node.childNodes].reverse())
    }
  }
  return found
}

function blockOf(page: Excerpt, pre: Element): Block {
  const runs: Run[] = []
  let language = languageOf(pre)
  const pending: Node[] = [pre]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if ('value' in node && node.sourceCodeLocation) {
      const { startOffset, endOffset } = node.sourceCodeLocation
      runs.push(...runsOf(page.text, startOffset, endOffset, node.value))
    } else if ('tagName' in node) {
      language ||= languageOf(node)
      if (node.tagName === 'br' && node.sourceCodeLocation)
        runs.push({ from: node.sourceCodeLocation.startOffset, text: '\n' })
    }
    if ('childNodes' in node) pending.push(...[...node.childNodes].reverse())
  }
  return { excerpt: joinRuns(page, runs, escapeHtml), language }
}

function languageOf({ attrs }: Element): string {
  const named = attrs.find(({ name }) => name === 'class')?.value ?? ''
  return /\b(?:language|lang|highlight|highlight-source)-([\w+#]+)/i.exec(named)?.[1]?.toLowerCase() ?? ''
}

/** Aligns what the parser read with the text of the page, where an entity is longer than its character. */
function runsOf(page: string, from: number, to: number, read: string): Run[] {
  const runs: Run[] = []
  let at = from
  let start = from
  let text = ''
  const close = (next: number): void => {
    if (text) runs.push({ from: start, text })
    start = next
    text = ''
  }
  for (let i = 0; i < read.length && at < to; ) {
    const char = read[i] ?? ''
    const entity = page[at] === '&' && /^&(?:#\d+|#x[\da-f]+|\w+);?/i.exec(page.slice(at, at + 40))?.[0]
    if (entity && !(char === '&' && !entity.endsWith(';'))) {
      close(at)
      const length = (read.codePointAt(i) ?? 0) > 0xffff ? 2 : 1
      runs.push({ from: at, text: read.slice(i, i + length) })
      at += entity.length
      i += length
      start = at
      continue
    }
    // The parser drops the line break after `<pre>` and makes one character of CR LF.
    if (page[at] !== char && (page[at] === '\r' || page[at] === '\n')) {
      close(at + 1)
      at++
      continue
    }
    text += char
    at++
    i++
  }
  close(at)
  return runs
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
