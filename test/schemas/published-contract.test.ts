/** Our schemas accept exactly what the published ones accept: on generated, mutated and recorded values. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { violations } from '../../src/foundation/schemas.ts'
import { fitting, mutants, type SchemaNode } from '../support/instances.ts'
import published from '../support/published-schemas.json' with { type: 'json' }
import recorded from '../support/recorded-replies.json' with { type: 'json' }
import { A_MODEL, aChunk, aCompletion, ERROR } from '../support/seen.ts'

const addFormats = addFormatsModule.default ?? addFormatsModule
const defs = published.$defs as Readonly<Record<string, SchemaNode>>
const ajv = new Ajv2020({ strict: false })
addFormats(ajv)
ajv.addSchema(published)

/** Our schema → the published one. */
const PAIRS: Readonly<Record<string, string>> = {
  'chat-completion.json': 'CreateChatCompletionResponse',
  'chat-completion-chunk.json': 'CreateChatCompletionStreamResponse',
  'error.json': 'ErrorResponse',
  'model.json': 'Model',
  'model-list.json': 'ListModelsResponse',
}

function fitsPublished(schema: string, value: unknown): boolean {
  const validate = ajv.getSchema(`published.json#/$defs/${PAIRS[schema]}`)
  if (!validate) throw new Error(`no published schema for ${schema}`)
  return validate(value) === true
}

function fitsOurs(schema: string, value: unknown): boolean {
  return violations(schema, value).length === 0
}

/** The document does not say that a model is an object; a string in its place matches nothing that it describes. */
function isUntypedModel(schema: string, at: string): boolean {
  return schema === 'model.json' ? at === '' : schema === 'model-list.json' && /^\/data\/\d+$/.test(at)
}

describe.each(Object.entries(PAIRS))('%s against %s', (schema, name) => {
  it('accepts what the published schema describes', () => {
    fc.assert(
      fc.property(fitting(defs[name] ?? {}, defs), (value) => {
        expect(fitsPublished(schema, value), 'the generator').toBe(true)
        expect(violations(schema, value)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('agrees on every value that differs in one place', () => {
    fc.assert(
      fc.property(fitting(defs[name] ?? {}, defs), (value) => {
        for (const mutant of mutants(value)) {
          if (isUntypedModel(schema, mutant.at)) continue
          if (fitsOurs(schema, mutant.value) !== fitsPublished(schema, mutant.value))
            expect.fail(
              `${mutant.at} in ${JSON.stringify(mutant.value)}: ${JSON.stringify(violations(schema, mutant.value))}`,
            )
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('what servers sent', () => {
  it.each(recorded.replies.map((row, i) => ({ ...row, i })))('$i: $server, $schema', ({ schema, value }) => {
    expect(fitsOurs(schema, value)).toBe(fitsPublished(schema, value))
  })
})

const byTheLetter: [string, string, unknown][] = [
  ['system_fingerprint null', 'chat-completion.json', aCompletion({ system_fingerprint: null })],
  ['usage null outside a stream', 'chat-completion.json', aCompletion({ usage: null })],
  ['role null in a delta', 'chat-completion-chunk.json', aChunk({ role: null })],
  ['tool_calls null in a delta', 'chat-completion-chunk.json', aChunk({ tool_calls: null })],
  ['an integer code', 'error.json', { error: { ...ERROR.error, code: 400 } }],
]
describe('what both reject although many servers send it', () => {
  it.each(byTheLetter)('%s', (_, schema, value) => {
    expect([fitsOurs(schema, value), fitsPublished(schema, value)]).toEqual([false, false])
  })
})

const fragment = { index: 0, id: 'call_1', type: 'custom', custom: { name: 'f', input: '' } }
const token = { token: 'a', logprob: -1, bytes: [256], top_logprobs: [] }
const logprobs = { content: [token], refusal: null }
const onPurpose: [string, string, unknown, boolean][] = [
  [
    'a custom tool in a stream: the document lists function only',
    'chat-completion-chunk.json',
    aChunk({ tool_calls: [fragment] }),
    true,
  ],
  ['a byte above 255: the document says integer', 'chat-completion-chunk.json', aChunk({}, { logprobs }), false],
  [
    'a model that is not an object: the document omits the type',
    'model-list.json',
    { object: 'list', data: [A_MODEL, 'm'] },
    false,
  ],
]
describe('deliberate differences of our schemas', () => {
  it.each(onPurpose)('%s', (_, schema, value, accepts) => {
    expect([fitsOurs(schema, value), fitsPublished(schema, value)]).toEqual([accepts, !accepts])
  })
})
