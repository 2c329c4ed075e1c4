/** The only importer of yaml: a file that users write, with the place of every value, so that each mistake has its line. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import type { Document, Node } from 'yaml'
import type { Place } from '../model/index.ts'
import { problems } from './schemas.ts'

/** Loaded when the first file is read, so that the first request leaves sooner: a run with our own suites reads none. */
const require = createRequire(import.meta.url)
export const loadYaml = (): typeof import('yaml') => require('yaml') as typeof import('yaml')

export interface YamlFile {
  readonly file: string
  readonly value: unknown
  /** Place of the value with this path; of the nearest one around it if it is absent. */
  place(path: readonly (string | number)[], key?: string): Place
  /** The entry with this path as it is written, from its key to its end, without the indentation that all its lines share. */
  written(path: readonly string[]): string
  /** `file:line:column message` for everything that is wrong with the file; empty if it is fine. */
  readonly mistakes: readonly string[]
}

/**
 * Reads a YAML file and checks it against one of our schemas. A file that cannot be read is a mistake like any other.
 * @param schema file name in specs/schemas
 */
export function readYaml(file: string, schema: string): YamlFile {
  try {
    return parseYaml(file, readFileSync(file, 'utf8'), schema)
  } catch (error) {
    // It cannot be read, or its aliases expand to more than the parser allows.
    const start = { file, line: 1, column: 1 }
    return {
      file,
      value: undefined,
      place: () => start,
      written: () => '',
      mistakes: [`${file}:1:1 ${(error as Error).message}`],
    }
  }
}

function parseYaml(file: string, text: string, schema: string): YamlFile {
  const { LineCounter, parseDocument } = loadYaml()
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const place = (path: readonly (string | number)[], key?: string): Place =>
    placeAt(offsetOf(document.contents, path, key))
  const written = (path: readonly string[]): string => {
    const [from, to] = rangeOf(document, path)
    return withoutIndent(text.slice(from, to), from - text.lastIndexOf('\n', from - 1) - 1)
  }
  const problemAt = (offset: number, message: string): Problem => ({ offset, message })
  const duplicates = duplicateKeys(document).map(({ key, offset, first }) =>
    problemAt(offset, `the key ${JSON.stringify(key)} is repeated; it is already in line ${placeAt(first).line}`),
  )
  const syntax = [...syntaxProblems(document), ...brokenAliases(document)]
  // A repeated key leaves a value that can be checked: the file is corrected in one go.
  const value: unknown = syntax.length ? undefined : document.toJS({ maxAliasCount: 100 })
  const misfits = (syntax.length ? [] : problems(schema, value)).map(({ pointer, message, key }) => {
    const path = pointer.split('/').slice(1).map(unescapeStep)
    const offset = offsetOf(document.contents, path, key)
    return problemAt(offset, `${path.length ? path.join('.') : 'the file'} ${message}`)
  })
  const mistakes = [...syntax, ...duplicates, ...misfits]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => {
      const { line, column } = placeAt(offset)
      return `${file}:${line}:${column} ${message}`
    })
  return { file, value, place, written, mistakes: [...new Set(mistakes)] }
}

interface Problem {
  readonly offset: number
  readonly message: string
}

function syntaxProblems({ errors, warnings }: Document): Problem[] {
  return [...errors, ...warnings]
    .filter(({ code }) => code !== 'DUPLICATE_KEY')
    .map(({ pos, message, code }) => ({
      offset: pos[0],
      message: code === 'MULTIPLE_DOCS' ? 'a second document begins; expected one' : message.replaceAll('\n', ' '),
    }))
}

interface Duplicate {
  readonly key: string
  readonly offset: number
  /** Offset of the same key where it is first. */
  readonly first: number
}

function duplicateKeys(document: Document): Duplicate[] {
  const { isScalar, visit } = loadYaml()
  const duplicates: Duplicate[] = []
  visit(document, {
    Map(_, { items }) {
      const firsts = new Map<string, number>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        const offset = startOf(key) ?? 0
        const first = firsts.get(name)
        if (first === undefined) firsts.set(name, offset)
        else duplicates.push({ key: name, offset, first })
      }
    },
  })
  return duplicates
}

/** Aliases without an anchor above them, or inside the value of their anchor. */
function brokenAliases(document: Document): Problem[] {
  const { visit } = loadYaml()
  const broken: Problem[] = []
  const anchors = new Map<string, Node>()
  visit(document, {
    Value(_, node) {
      if (node.anchor) anchors.set(node.anchor, node)
    },
    Alias(_, alias) {
      const offset = startOf(alias) ?? 0
      const source = anchors.get(alias.source)
      if (!source)
        broken.push({ offset, message: `*${alias.source} has no anchor: expected &${alias.source} above it` })
      else if (offset < (source.range?.[1] ?? 0))
        broken.push({ offset, message: `*${alias.source} is inside the value of its own anchor &${alias.source}` })
    },
  })
  return broken
}

function offsetOf(root: unknown, path: readonly (string | number)[], key: string | undefined): number {
  const { isMap, isPair, isScalar, isSeq } = loadYaml()
  let node = root
  let offset = startOf(root) ?? 0
  const steps = key === undefined ? path : [...path, key]
  for (const step of steps) {
    const pair = isMap(node)
      ? node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step))
      : undefined
    const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined
    const at = startOf(pair ? pair.key : next)
    if (at === undefined) return offset
    offset = at
    node = next
  }
  return offset
}

/** Offsets of the entry with this path: from its key to the end of its value. */
function rangeOf({ contents }: Document, path: readonly string[]): readonly [from: number, to: number] {
  const { isMap, isScalar } = loadYaml()
  const holder = isMap(contents) ? contents.getIn(path.slice(0, -1), true) : undefined
  const pair = isMap(holder)
    ? holder.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1))
    : undefined
  const from = startOf(pair?.key) ?? 0
  return [from, (pair?.value as Node | null | undefined)?.range?.[1] ?? from]
}

function withoutIndent(text: string, columns: number): string {
  return `${text.trimEnd().replaceAll(`\n${' '.repeat(columns)}`, '\n')}\n`
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The path as the user would write it: relative to the working directory, if it is below it. */
export function shownPath(file: string): string {
  // From the empty path, which is the working directory.
  const path = relative('', file)
  return path.startsWith('..') ? file : path
}

/** A change of a YAML text. Everything else in the text stays as it is, comments too. */
export interface ListChange {
  /** Name of the list at the top of the file. */
  readonly list: string
  /** Which of its entries stay, by their index. */
  readonly keeps: (index: number) => boolean
  /** Entries to add after them. */
  readonly adds: readonly object[]
  /** Other members at the top to set. */
  readonly sets: Readonly<Record<string, unknown>>
}

/** The text of a YAML file with the change made. */
export function changeList(text: string, { list, keeps, adds, sets }: ListChange): string {
  const { isSeq, parseDocument } = loadYaml()
  const document = parseDocument(text)
  for (const [name, value] of Object.entries(sets)) document.set(name, value)
  const entries = document.get(list)
  if (isSeq(entries)) {
    entries.flow = false
    entries.items = entries.items.filter((_, i) => keeps(i))
    for (const entry of adds) entries.add(document.createNode(entry))
  } else document.set(list, adds)
  return document.toString({ lineWidth: 0 })
}
