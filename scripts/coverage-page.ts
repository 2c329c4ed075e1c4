/** docs/COVERAGE.md: every member of the published objects, with what reaches it. `npm run docs` writes it, a test compares. */
import type { Case } from '../src/model/index.ts'

/** A JSON Schema file of ours, by its name. */
export type Schemas = ReadonlyMap<string, unknown>

export interface CoverageInput {
  /** Published object → its members as dotted paths, arrays as []. */
  readonly published: Readonly<Record<string, readonly string[]>>
  readonly schemas: Schemas
  readonly cases: readonly Case[]
  /** Request members that no case sends → why. */
  readonly excluded: Readonly<Record<string, string>>
}

export interface Coverage {
  readonly page: string
  /** Response members that no schema of ours judges, and request members that no case sends and nothing excludes. */
  readonly missing: readonly string[]
}

const RESPONSES: Readonly<Record<string, string>> = {
  CreateChatCompletionResponse: 'chat-completion.json',
  CreateChatCompletionStreamResponse: 'chat-completion-chunk.json',
  ErrorResponse: 'error.json',
  ListModelsResponse: 'model-list.json',
  Model: 'model.json',
}

export function coverage({ published, schemas, cases, excluded }: CoverageInput): Coverage {
  const missing: string[] = []
  const responses = Object.entries(RESPONSES).flatMap(([name, file]) => {
    const judged = judgedMembers(file, schemas)
    const rows = (published[name] ?? []).map((member) => {
      const rule = judged.get(member)
      if (!rule) missing.push(`${name}.${member}`)
      return `| \`${member}\` | ${rule ? `\`${rule}\`` : '—'} |`
    })
    return [
      '',
      `## ${name}`,
      '',
      `Judged by \`specs/schemas/${file}\`; the rule is the one that names a wrong value.`,
      '',
      '| member | rule |',
      '|---|---|',
      ...rows,
    ]
  })
  const sent = sentMembers(cases)
  const requests = (published.CreateChatCompletionRequest ?? []).map((member) => {
    const ids = sent.get(member)
    const reason = excluded[member]
    if (!ids && !reason) missing.push(`CreateChatCompletionRequest.${member}`)
    return `| \`${member}\` | ${ids ? summary(ids) : `not sent: ${reason ?? '—'}`} |`
  })
  const page = [
    '# Coverage of the published contract',
    '',
    'Every member of the published objects, with the rule that judges it or the cases that send it. This page is made by `npm run docs`.',
    'Rules that look across members, chunks, turns or bytes are not in these tables: [RULES.md](RULES.md) has them all.',
    ...responses,
    '',
    '## CreateChatCompletionRequest',
    '',
    '| member | sent by |',
    '|---|---|',
    ...requests,
    '',
  ].join('\n')
  return { page, missing }
}

function summary(ids: ReadonlySet<string>): string {
  const [first] = ids
  return ids.size === 1 ? `\`${first}\`` : `${ids.size} cases, such as \`${first}\``
}

type Node = { readonly [key: string]: unknown }

/** Members that a schema reaches, as dotted paths, with the rule that each belongs to. */
function judgedMembers(file: string, schemas: Schemas): Map<string, string> {
  const found = new Map<string, string>()
  const visit = (node: unknown, root: unknown, path: string, around: string, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > 40) return
    const schema = node as Node
    const rule = typeof schema['x-rule'] === 'string' ? schema['x-rule'] : around
    if (typeof schema.$ref === 'string') {
      const [name = '', pointer = ''] = schema.$ref.split('#')
      const base = name ? schemas.get(name) : root
      visit(at(base, pointer), base, path, rule, depth + 1)
    }
    for (const key of ['then', 'else']) visit(schema[key], root, path, rule, depth + 1)
    for (const key of ['allOf', 'anyOf', 'oneOf'])
      for (const branch of (schema[key] as unknown[] | undefined) ?? []) visit(branch, root, path, rule, depth + 1)
    visit(schema.items, root, `${path}[]`, rule, depth + 1)
    for (const [name, member] of Object.entries((schema.properties as Node | undefined) ?? {})) {
      const below = path ? `${path}.${name}` : name
      const own = typeof member === 'object' && member !== null ? (member as Node)['x-rule'] : undefined
      if (!found.has(below) || typeof own === 'string') found.set(below, typeof own === 'string' ? own : rule)
      visit(member, root, below, rule, depth + 1)
    }
  }
  visit(schemas.get(file), schemas.get(file), '', '', 0)
  return found
}

function at(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, step) => (node as Node | undefined)?.[step], root)
}

/** Members that the cases send, as dotted paths, with the cases. */
function sentMembers(cases: readonly Case[]): Map<string, Set<string>> {
  const sent = new Map<string, Set<string>>()
  const visit = (value: unknown, path: string, id: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`, id)
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) {
        const below = path ? `${path}.${key}` : key
        sent.set(below, (sent.get(below) ?? new Set()).add(id))
        visit(member, below, id)
      }
  }
  for (const { id, turns } of cases) for (const { send } of turns) visit({ model: '', ...send }, '', id)
  return sent
}
