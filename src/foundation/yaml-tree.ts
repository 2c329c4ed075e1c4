/** Reads YAML that others wrote, of any shape, as a tree in which every value has its place. */
import type { Document, Node, Pair, Scalar } from 'yaml'
import { loadYaml } from './yaml.ts'

interface Span {
  /** Offset of its first character. */
  readonly start: number
  /** Offset after its last character. */
  readonly end: number
}
export type YamlNode =
  | (Span & {
      readonly type: 'object'
      readonly members: readonly {
        readonly key: string
        readonly keyStart: number
        readonly keyEnd: number
        readonly value: YamlNode
      }[]
      readonly isElided: boolean
    })
  | (Span & { readonly type: 'array'; readonly items: readonly YamlNode[]; readonly isElided: boolean })
  | (Span & {
      readonly type: 'string' | 'number' | 'boolean' | 'null' | 'unknown'
      readonly value: string | number | boolean | null
    })

export interface YamlTrees {
  /** One for each document of the file. */
  readonly trees: readonly YamlNode[]
  /** The first place that cannot be read. */
  readonly mistake?: { readonly offset: number; readonly message: string }
}

/** The member in which a binary value has its bytes. */
export const BINARY = 'base64_string'
/** Aliases can name a value again and again: more values than this are not read. */
const MOST_VALUES = 2_000_000

export function yamlTrees(text: string): YamlTrees {
  const { parseAllDocuments } = loadYaml()
  const parsed = parseAllDocuments(text, { prettyErrors: false, strict: false, uniqueKeys: false, logLevel: 'silent' })
  const documents = Array.isArray(parsed) ? (parsed as Document[]) : []
  const budget = { left: MOST_VALUES }
  const trees = documents.flatMap((document): YamlNode[] => {
    const anchors = new Map<string, Node>()
    return document.contents ? [nodeOf(document.contents as Node, anchors, budget)] : []
  })
  const error = documents.flatMap(({ errors }) => errors)[0]
  if (!error) return { trees }
  return { trees, mistake: { offset: error.pos[0], message: `is not YAML: ${error.message.replaceAll('\n', ' ')}` } }
}

interface Budget {
  left: number
}

function nodeOf(node: Node | null, anchors: Map<string, Node>, budget: Budget): YamlNode {
  const { isAlias, isMap, isScalar, isSeq } = loadYaml()
  const [start = 0, end = start] = node?.range ?? []
  const span = { start, end }
  if (!node || --budget.left < 0) return { ...span, type: 'unknown', value: null }
  if (isAlias(node)) {
    const source = anchors.get(node.source)
    // An alias within the value of its own anchor has no end.
    if (!source || (source.range?.[1] ?? 0) > start) return { ...span, type: 'unknown', value: null }
    return { ...nodeOf(source, anchors, budget), ...span }
  }
  if (node.anchor) anchors.set(node.anchor, node)
  if (isMap(node)) {
    const members = node.items.map((pair) => memberOf(pair as Pair<Node, Node | null>, anchors, budget, start))
    return { ...span, type: 'object', members, isElided: false }
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => nodeOf(item as Node | null, anchors, budget))
    return { ...span, type: 'array', items, isElided: false }
  }
  return isScalar(node) ? leafOf(node, span) : { ...span, type: 'unknown', value: null }
}

function memberOf({ key, value }: Pair<Node, Node | null>, anchors: Map<string, Node>, budget: Budget, start: number) {
  const { isScalar } = loadYaml()
  const [keyStart = start, keyEnd = keyStart] = key?.range ?? []
  const name = isScalar(key) ? String(key.value) : ''
  const read = nodeOf(value, anchors, budget)
  // A key without a value.
  return { key: name, keyStart, keyEnd, value: value ? read : ({ ...read, type: 'null', start: keyStart } as YamlNode) }
}

function leafOf({ value, tag, source }: Scalar, span: Span): YamlNode {
  if (tag !== undefined && /binary$/.test(tag)) {
    const leaf: YamlNode = { ...span, type: 'string', value: String(source ?? value) }
    return {
      ...span,
      type: 'object',
      members: [{ key: BINARY, keyStart: span.start, keyEnd: span.start, value: leaf }],
      isElided: false,
    }
  }
  if (value === null || value === undefined) return { ...span, type: 'null', value: null }
  if (typeof value === 'boolean') return { ...span, type: 'boolean', value }
  if (typeof value === 'number' && Number.isFinite(value)) return { ...span, type: 'number', value }
  return { ...span, type: 'string', value: String(typeof value === 'string' ? value : (source ?? value)) }
}
