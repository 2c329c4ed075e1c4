/** Faults of every field that the published schemas require, made from a table: missing, null, and of another type. */
import type { Fault } from '../twist.ts'
import { type places, setField } from './_places.ts'

/** A required field with the rule for each way to get it wrong. */
interface Row {
  of: keyof typeof places
  member: string
  absent: string
  /** undefined where the contract allows null. */
  null?: string
  mistyped: string
  /** A value of another type. */
  wrong: unknown
}

const rows: readonly Row[] = [
  ...required('completion', 'completion/required-fields', {
    id: ['completion/string-fields', 42],
    object: ['completion/object-const', ['chat.completion']],
    created: ['completion/created-integer', '2026-01-01'],
    model: ['completion/string-fields', { id: 'reference-1' }],
    choices: ['completion/required-fields', {}],
  }),
  ...required('choice', 'choice/required-fields', {
    finish_reason: ['choice/finish-reason-enum', { reason: 'stop' }],
    index: ['json/integer-fields', '0'],
    message: ['choice/required-fields', 'Hello'],
  }),
  { of: 'choice', member: 'logprobs', absent: 'choice/logprobs-key', mistyped: 'logprobs/container-keys', wrong: [] },
  ...required('message', 'message/role', { role: ['message/role', 'model'] }),
  {
    of: 'message',
    member: 'content',
    absent: 'message/content-type',
    mistyped: 'message/content-type',
    wrong: [{ type: 'text', text: 'Hello' }],
  },
  { of: 'message', member: 'refusal', absent: 'message/refusal-key', mistyped: 'message/refusal-key', wrong: false },
  ...required('usage', 'usage/required-fields', {
    prompt_tokens: ['usage/required-fields', '9'],
    completion_tokens: ['usage/required-fields', 3.5],
    total_tokens: ['usage/required-fields', { sum: 12 }],
  }),
  ...required('chunk', 'chunk/required-fields', {
    id: ['chunk/required-fields', 42],
    object: ['chunk/object-const', 1],
    created: ['json/integer-fields', '2026-01-01'],
    model: ['chunk/required-fields', { id: 'reference-1' }],
    choices: ['chunk/required-fields', {}],
  }),
  ...required('chunk-choice', 'chunk/choice-required-fields', {
    delta: ['chunk/choice-required-fields', 'Hello'],
    index: ['json/integer-fields', '0'],
  }),
  {
    of: 'chunk-choice',
    member: 'finish_reason',
    absent: 'chunk/choice-required-fields',
    mistyped: 'chunk/finish-reason-enum',
    wrong: false,
  },
  ...required('refusal', 'error/envelope', { error: ['error/envelope', 'No.'] }),
  ...required('error', 'error/envelope', { message: ['error/field-types', ['No.']], type: ['error/field-types', 400] }),
  { of: 'error', member: 'param', absent: 'error/envelope', mistyped: 'error/field-types', wrong: ['body', 'model'] },
  { of: 'error', member: 'code', absent: 'error/envelope', mistyped: 'error/field-types', wrong: 400 },
  ...required('model-list', 'models/list-shape', {
    object: ['models/list-shape', 'models'],
    data: ['models/list-shape', {}],
  }),
  ...required('model', 'models/entry-shape', {
    id: ['models/entry-shape', 1],
    object: ['models/entry-shape', 'engine'],
    created: ['models/entry-shape', '2026-01-01'],
    owned_by: ['models/entry-shape', true],
  }),
]

/** The rules that depend on a message: it has the requested text and the required calls. */
const lostMessage = [
  'structured/json-object',
  'structured/json-schema-strict',
  'tool/choice-allowed-tools',
  'tool/choice-named',
  'tool/choice-required',
  'tool/finish-reason-needs-calls',
]

/** The other MUST rules that report a finding as a consequence: by field, or by field and form. */
const consequences: Readonly<Record<string, readonly string[]>> = {
  'completion-choices': ['params/max-completion-tokens'],
  'choice-message': lostMessage,
  'choice-logprobs': ['logprobs/present'],
  'message-content-absent': ['structured/json-object', 'structured/json-schema-strict'],
  'chunk-choices': ['params/max-completion-tokens'],
  'chunk-choice-delta': lostMessage,
  'chunk-choice-index': ['params/max-completion-tokens'],
  'chunk-choice-finish-reason-absent': ['stream/finish-present'],
}

/** Rows of fields that must not be null: the rule for a missing field, then for each field the rule for its type. */
function required(of: Row['of'], absent: string, members: Record<string, [rule: string, wrong: unknown]>): Row[] {
  return Object.entries(members).map(([member, [rule, wrong]]) => {
    return { of, member, absent, null: rule, mistyped: rule, wrong }
  })
}

function faultsOf(row: Row): [string, Fault][] {
  const { of, member, wrong } = row
  const id = `${of}-${member.replaceAll('_', '-')}`
  const forms: [string, string | undefined, unknown][] = [
    ['absent', row.absent, undefined],
    ['null', row.null, null],
    ['mistyped', row.mistyped, wrong],
  ]
  return forms.flatMap(([form, breaks, value]) => {
    if (!breaks) return []
    const fault = {
      ...setField(of, member, value),
      breaks,
      also: consequences[`${id}-${form}`] ?? consequences[id] ?? [],
    }
    return [[`${id}-${form}`, fault] as [string, Fault]]
  })
}

export default Object.fromEntries(rows.flatMap(faultsOf)) satisfies Record<string, Fault>
