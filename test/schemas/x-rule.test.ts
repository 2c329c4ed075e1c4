/** Every part of a wire schema belongs to an existing rule, and every rule that relies on the schemas is named in one. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ruleFolders } from '../../src/ask/registry.ts'
import { codeRoot } from '../../src/foundation/paths.ts'
import { schemaFiles, violations } from '../../src/foundation/schemas.ts'
import { aChoice, aCompletion } from '../support/seen.ts'

const rules = ruleFolders()
/** Rules do not judge the schemas of this project's own files. */
const wire = [...schemaFiles()].flatMap(([name, file]) => (file.includes(join('specs', 'apis')) ? [name] : []))
const text = (name: string): string => readFileSync(schemaFiles().get(name) ?? name, 'utf8')
const named = new Set(
  wire.flatMap((name) => [...text(name).matchAll(/"x-rule": "([^"]+)"/g)].map(([, id]) => id ?? '')),
)

describe.each(wire)('%s', (name) => {
  const schema = JSON.parse(text(name)) as { 'x-rule'?: string; $defs?: Record<string, { 'x-rule'?: string }> }

  it('names a rule at its root and for each of its definitions', () => {
    const roots = { root: schema, ...schema.$defs }
    const bare = Object.entries(roots).filter(([, node]) => node['x-rule'] === undefined)
    expect(bare.map(([key]) => key)).toEqual([])
  })
})

describe('the rules of the schemas', () => {
  it.each([...named])('%s is a rule', (id) => {
    expect(rules.has(id)).toBe(true)
  })

  it('name every rule that relies on them', () => {
    const schemaRules = [...rules].flatMap(([id, folder]) => [
      ...readFileSync(join(codeRoot, folder, `${id}.ts`), 'utf8').matchAll(/bySchema\('([^']+)'\)/g),
    ])
    expect(schemaRules.map(([, id]) => id).filter((id) => id && !named.has(id))).toEqual([])
  })
})

const attributed: [string, unknown, string][] = [
  ['a missing member of the completion', aCompletion({ id: undefined }), 'completion/required-fields /id'],
  ['a member of another type', aCompletion({ id: 1 }), 'completion/string-fields /id'],
  [
    'a missing finish_reason',
    aCompletion({ choices: [aChoice({ finish_reason: undefined })] }),
    'choice/required-fields /choices/0/finish_reason',
  ],
  [
    'a null finish_reason',
    aCompletion({ choices: [aChoice({ finish_reason: null })] }),
    'choice/finish-reason-enum /choices/0/finish_reason',
  ],
  [
    'a missing logprobs',
    aCompletion({ choices: [aChoice({ logprobs: undefined })] }),
    'choice/logprobs-key /choices/0/logprobs',
  ],
  [
    'a missing refusal',
    aCompletion({ choices: [aChoice({ message: { refusal: undefined } })] }),
    'message/refusal-key /choices/0/message/refusal',
  ],
]
describe('a violation belongs to the nearest rule', () => {
  it.each(attributed)('%s', (_, value, expected) => {
    const all = violations('chat-completion.json', JSON.parse(JSON.stringify(value)))
    expect(all.map(({ rule, at }) => `${rule} ${at}`)).toEqual([expected])
  })
})
