/** Jupyter notebooks: the Markdown cells, the code, and what it printed. */
import { asList, asObject } from '../../foundation/json.ts'
import type { Json } from '../../model/index.ts'
import type { Capture, Trouble } from '../capture.ts'
import { blockCaptures, type Page } from '../documents/document.ts'
import type { Node } from '../documents/literal.ts'
import { readLiteral } from '../documents/literal.ts'
import { markdownBlocks } from '../documents/markdown.ts'
import { jsonEntry } from '../entry.ts'
import { type Excerpt, joinRuns, type Run, spotter, wholeOf } from '../excerpt.ts'
import type { WholeFile } from '../format.ts'
import { childOf, follow, jsonOf } from '../node.ts'
import { capturesOf } from '../tree.ts'
import { sessionCaptures } from './text.ts'

export function isNotebook(json: unknown): boolean {
  const notebook = asObject(json)
  if (typeof notebook?.nbformat !== 'number') return false
  return Array.isArray(notebook.cells) || Array.isArray(notebook.worksheets)
}

export function* notebookCaptures(file: WholeFile, json: Json): Generator<Capture | Trouble> {
  const { contract, text } = file
  const root = readLiteral(text)?.node
  if (!root) return
  const page: Page = { contract, text, spotOf: spotter(text), begun: new Set(), isTraffic: true }
  for (const steps of cellsOf(json)) yield* cellCaptures(follow(root, steps).node, page, file)
}

/** The ways to the cells; the first versions of the format have sheets around them. */
function cellsOf(json: Json): readonly (readonly string[])[] {
  const notebook = asObject(json) ?? {}
  const cells = asList(notebook.cells).map((_, i) => ['cells', String(i)])
  const sheets = asList(notebook.worksheets).flatMap((sheet, s) =>
    asList(asObject(sheet)?.cells).map((_, i) => ['worksheets', String(s), 'cells', String(i)]),
  )
  return [...cells, ...sheets]
}

function* cellCaptures(cell: Node, page: Page, file: WholeFile): Generator<Capture | Trouble> {
  const source = childOf(cell, 'source') ?? childOf(cell, 'input')
  const type = childOf(cell, 'cell_type')
  const isMarkdown = type?.type === 'string' && type.value === 'markdown'
  const around = wholeOf(page.text)
  if (source) {
    const excerpt = writtenText(source, around)
    // A request in code is what the notebook sends; the stream of an example may have begun in another cell.
    if (isMarkdown) for (const block of markdownBlocks(excerpt)) yield* blockCaptures(block, page)
    else yield* blockCaptures({ excerpt, language: 'python' }, page)
  }
  const outputs = childOf(cell, 'outputs')
  for (const output of outputs?.type === 'array' ? outputs.items : []) yield* outputCaptures(output, page, file)
}

/** What a cell printed, returned, or failed with. */
function* outputCaptures(output: Node, page: Page, file: WholeFile): Generator<Capture | Trouble> {
  const data = childOf(output, 'data')
  const texts = [childOf(output, 'text'), childOf(output, 'evalue'), data && childOf(data, 'text/plain')]
  const json = data && childOf(data, 'application/json')
  if (json) {
    const entry = {
      ...jsonEntry(page.contract, jsonOf(json), { text: page.text, bytes: file.bytes, isWhole: file.isWhole }),
    }
    const { bytes: _, ...inside } = entry
    yield* capturesOf({ ...inside, root: () => json }, file.left)
    return
  }
  for (const text of texts) if (text) yield* sessionCaptures(writtenText(text, wholeOf(page.text)), page, file)
}

/** The text of a string, or of a list of lines, with the way back to its places in the file. */
function writtenText(node: Node, around: Excerpt): Excerpt {
  const strings = node.type === 'array' ? node.items : [node]
  return joinRuns(
    around,
    strings.flatMap((one) => (one.type === 'string' ? runsOf(one, around.text) : [])),
  )
}

/** The runs of a JSON string between its escapes. */
function runsOf({ start, end }: Node, file: string): Run[] {
  const runs: Run[] = []
  for (const { index, 0: part } of file.slice(start + 1, end - 1).matchAll(/[^\\]+|\\u[\da-fA-F]{4}|\\[\s\S]/g)) {
    const text = part.startsWith('\\') ? (JSON.parse(`"${part}"`) as string) : part
    runs.push({ from: start + 1 + index, text })
  }
  return runs
}
