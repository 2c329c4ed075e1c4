/** The one door to yaml: a file of the user's with the place of every value, so that each mistake is named where it stands. */
import { readFileSync } from 'node:fs'
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Place } from './model.ts'
import { problems } from './schemas.ts'

export interface YamlFile {
  readonly file: string
  readonly value: unknown
  /** Where the value with this path stands; the nearest one around it if it is absent. */
  place(path: readonly (string | number)[], key?: string): Place
  /** `file:line:column message` for everything that is wrong with the file; empty if it is fine. */
  readonly mistakes: readonly string[]
}

/**
 * Reads a YAML file and checks it against one of our schemas.
 * @param schema file name in specs/schemas
 * @throws Error of node:fs if the file cannot be read
 */
export function readYaml(file: string, schema: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const place = (path: readonly (string | number)[], key?: string): Place =>
    placeAt(offsetOf(document.contents, path, key))
  const say = (at: Place, message: string): string => `${at.file}:${at.line}:${at.column} ${message}`
  const broken = [...document.errors, ...document.warnings].map((error) =>
    say(placeAt(error.pos[0]), error.message.replaceAll('\n', ' ')),
  )
  if (broken.length) return { file, value: undefined, place, mistakes: broken }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  const misfits = problems(schema, value).map(({ pointer, message, key }) => {
    const path = pointer.split('/').slice(1).map(unescapeStep)
    return say(place(path, key), `${path.length ? path.join('.') : 'the file'} ${message}`)
  })
  return { file, value, place, mistakes: [...new Set(misfits)] }
}

function offsetOf(root: unknown, path: readonly (string | number)[], key: string | undefined): number {
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

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}

function unescapeStep(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}
