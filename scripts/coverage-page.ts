/** docs/COVERAGE.md: every field of the published objects, with the rule or the cases that cover it. `npm run docs` writes it, a test compares. */
import type { Case } from '../src/model/index.ts'
import { type Definitions, keyOf, listForms, sentForms } from './request-forms.ts'

/** The JSON Schema files by name. */
export type Schemas = ReadonlyMap<string, unknown>

export interface CoverageInput {
  /** Published object → its fields as dotted paths, arrays as []. */
  readonly published: Readonly<Record<string, readonly string[]>>
  readonly schemas: Schemas
  readonly cases: readonly Case[]
  /** Request fields that no case sends → the reason. */
  readonly excluded: Readonly<Record<string, string>>
  /** The published schemas of the request. */
  readonly request: Definitions
  /** Forms of request fields that no case sends, as patterns of `field = form`, with the reason. */
  readonly unsent: readonly Unsent[]
}

export interface Unsent {
  readonly because: string
  readonly forms: readonly string[]
}

export interface Coverage {
  readonly page: string
  /** Response fields that no schema checks, and request fields and forms that no case sends and that are not excluded. */
  readonly missing: readonly string[]
  /** Reasons for request fields and forms that a case sends, or that do not exist. */
  readonly unneeded: readonly string[]
}

const REQUEST = { $ref: '#/$defs/CreateChatCompletionRequest' }

const RESPONSES: Readonly<Record<string, string>> = {
  CreateChatCompletionResponse: 'chat-completion.json',
  CreateChatCompletionStreamResponse: 'chat-completion-chunk.json',
  ErrorResponse: 'error.json',
  ListModelsResponse: 'model-list.json',
  Model: 'model.json',
}

export function coverage(input: CoverageInput): Coverage {
  const { published, schemas, cases, excluded } = input
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
      `Checked by \`specs/schemas/${file}\`. The rule is the rule of the finding for a wrong value.`,
      '',
      '| field | rule |',
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
  const forms = formRows(input)
  missing.push(...forms.missing)
  const page = [
    '# Coverage of the published contract',
    '',
    'Every field of the published objects, with the rule that checks it or the cases that send it. `npm run docs` generates this page.',
    'Rules that compare fields, chunks, turns or bytes are not in these tables: [RULES.md](RULES.md) has all rules.',
    ...responses,
    '',
    '## CreateChatCompletionRequest',
    '',
    '| field | sent by |',
    '|---|---|',
    ...requests,
    '',
    '## Forms of the request',
    '',
    'Every field of every object in a request, in each form that the published schema allows: absent, null, empty, and each type and enum value.',
    'Sent by: the cases whose request may succeed.',
    '',
    '| field | form | sent by |',
    '|---|---|---|',
    ...forms.rows,
    '',
  ].join('\n')
  const sentAnyway = Object.keys(excluded).filter((member) => sent.has(member))
  return { page, missing, unneeded: [...sentAnyway, ...forms.unneeded] }
}

/** A row for each form of a request, the forms without a case or a reason, and the reasons without such a form. */
function formRows({ request, cases, unsent }: CoverageInput): {
  readonly rows: readonly string[]
  readonly missing: readonly string[]
  readonly unneeded: readonly string[]
} {
  const forms = listForms(REQUEST, request)
  const sent = sentForms(cases, REQUEST, request)
  const reasons = unsent.flatMap(({ because, forms: patterns }) =>
    patterns.map((pattern) => ({ because, pattern, matches: matcher(pattern) })),
  )
  const missing: string[] = []
  const needed = new Set<string>()
  const contradicted = new Set<string>()
  const rows = forms.map((form) => {
    const key = keyOf(form)
    const ids = sent.get(key)
    const fitting = reasons.filter(({ matches }) => matches(key))
    for (const { pattern } of fitting) (ids ? contradicted : needed).add(pattern)
    if (!ids && !fitting.length) missing.push(key)
    const cell = ids ? summary(ids) : `not sent: ${fitting[0]?.because ?? '—'}`
    return `| \`${form.field}\` | ${/^[a-z]/.test(form.form) ? form.form : `\`${form.form}\``} | ${cell} |`
  })
  const unneeded = reasons.map(({ pattern }) => pattern).filter((name) => contradicted.has(name) || !needed.has(name))
  return { rows, missing, unneeded }
}

/** Whether a string fits a pattern in which * stands for any characters. */
function matcher(pattern: string): (text: string) => boolean {
  const source = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
  const expression = new RegExp(`^${source.join('.*')}$`)
  return (text) => expression.test(text)
}

function summary(ids: ReadonlySet<string>): string {
  const [first] = ids
  return ids.size === 1 ? `\`${first}\`` : `${ids.size} cases, such as \`${first}\``
}

type Node = { readonly [key: string]: unknown }

/** Fields that a schema checks, as dotted paths, with the rule of each. */
function judgedMembers(file: string, schemas: Schemas): Map<string, string> {
  const rules = new Map<string, string>()
  const visit = (node: unknown, root: unknown, path: string, inherited: string, depth: number): void => {
    if (typeof node !== 'object' || node === null || depth > 40) return
    const schema = node as Node
    const rule = typeof schema['x-rule'] === 'string' ? schema['x-rule'] : inherited
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
      if (!rules.has(below) || typeof own === 'string') rules.set(below, typeof own === 'string' ? own : rule)
      visit(member, root, below, rule, depth + 1)
    }
  }
  visit(schemas.get(file), schemas.get(file), '', '', 0)
  return rules
}

function at(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, step) => (node as Node | undefined)?.[step], root)
}

/** Fields that the cases send, as dotted paths, with the ids of the cases. */
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
