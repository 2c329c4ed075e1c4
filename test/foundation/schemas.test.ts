import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { typeName } from '../../src/foundation/schema-message.ts'
import { misfit, problems, schemaFiles, violations } from '../../src/foundation/schemas.ts'
import type { Violation } from '../../src/model/index.ts'
import { nested } from '../support/hostile.ts'
import { aCall, aChoice, aChunk, aCompletion } from '../support/seen.ts'

const COMPLETION = 'chat-completion.json'
const at = (all: readonly Violation[]): string[] => all.map((violation) => violation.at)

describe('our own schemas', () => {
  const ajv = new Ajv2020()

  // At run time they are not validated: it takes longer than the first request.
  it.each([...schemaFiles()])('%s is a valid JSON Schema', (_, file) => {
    const isValid = ajv.validateSchema(JSON.parse(readFileSync(file, 'utf8')) as object)
    expect(ajv.errors ?? []).toEqual([])
    expect(isValid).toBe(true)
  })
})

describe('violations', () => {
  it('are empty for a valid value', () => {
    expect(violations(COMPLETION, aCompletion())).toEqual([])
    expect(violations('chat-completion-chunk.json', aChunk({ content: 'a' }))).toEqual([])
  })

  it('point to the place and give the value there', () => {
    const broken = aCompletion({ id: 7, choices: [aChoice(), aChoice({ index: '1' })] })
    expect(violations(COMPLETION, broken)).toMatchObject([
      { at: '/id', message: 'is an integer, expected a string', got: 7 },
      { at: '/choices/1/index', message: 'is a string, expected an integer', got: '1' },
    ])
  })

  it('point to a missing member and give no value', () => {
    const { id: _, ...lacking } = aCompletion()
    const [violation, ...more] = violations(COMPLETION, lacking)
    expect(more).toEqual([])
    expect(violation).toMatchObject({ at: '/id', message: 'is missing' })
    expect('got' in (violation ?? {})).toBe(false)
  })

  it('distinguish null from absent', () => {
    const [violation] = violations(COMPLETION, aCompletion({ choices: null }))
    expect(violation).toMatchObject({ at: '/choices', got: null })
  })

  it('escape pointers and add the prefix before them', () => {
    const metadata = { 'a/b~c': 1 }
    expect(at(violations(COMPLETION, aCompletion({ metadata }), '/chunks/3'))).toEqual(['/chunks/3/metadata/a~1b~0c'])
  })

  it('of a value that is not an object are a single violation', () => {
    for (const value of [null, 1, 'a', [], true]) expect(at(violations(COMPLETION, value))).toEqual([''])
  })

  it('belong to rules that exist', async () => {
    const rules = await loadRules()
    const call = { ...aCall('f', '{}'), id: 1, type: 2, function: { name: 3, arguments: {} } }
    const broken = aCompletion({
      object: 'x',
      created: 'x',
      model: null,
      usage: { prompt_tokens: 'x' },
      choices: [aChoice({ finish_reason: 'x', message: { role: 'x', content: 1, tool_calls: [call] } }), {}, null],
    })
    const all = [
      ...violations(COMPLETION, broken),
      ...violations('chat-completion-chunk.json', { choices: [{ delta: { content: 1, tool_calls: [{}] } }, 1] }),
      ...violations('error.json', { error: { message: 1 } }),
      ...violations('model-list.json', { data: [{}] }),
      ...violations('model.json', {}),
    ]
    expect(all.length).toBeGreaterThan(20)
    expect([...new Set(all.map(({ rule }) => rule))].filter((rule) => !rules.has(rule))).toEqual([])
  })

  it('of an invalid schema are reported as an internal error', () => {
    expect(() => violations('nothing.json', {})).toThrow('there is no schema nothing.json')
  })

  it('of millions of wrong members cover only the first ones', () => {
    const choices = Array.from({ length: 2_000_000 }, () => 0)
    const all = violations(COMPLETION, aCompletion({ choices }))
    expect(all.length).toBeGreaterThan(100)
    expect(all.length).toBeLessThan(5000)
    expect(all[0]).toMatchObject({ at: '/choices/0', got: 0 })
  })

  it('of long lists within long lists are also bounded', () => {
    const tokens = Array.from({ length: 300 }, () => ({ top_logprobs: Array.from({ length: 300 }, () => 0) }))
    const choices = Array.from({ length: 30 }, () => aChoice({ logprobs: { content: tokens, refusal: null } }))
    expect(violations(COMPLETION, aCompletion({ choices })).length).toBeLessThan(50_000)
  })

  it('are empty for a long valid value', () => {
    const token = { token: 'a', logprob: -1, bytes: [97], top_logprobs: [] }
    const logprobs = { content: Array.from({ length: 30_000 }, () => token), refusal: null }
    expect(violations(COMPLETION, aCompletion({ choices: [aChoice({ logprobs })] }))).toEqual([])
  })

  it('are found in deeply nested values', () => {
    const deep = JSON.parse(nested(100_000))
    expect(violations(COMPLETION, aCompletion({ x: deep }))).toEqual([])
    expect(at(violations(COMPLETION, aCompletion({ choices: deep, id: 1 })))).toContain('/id')
  })
})

describe('misfit', () => {
  it('describes what does not fit, and where', () => {
    expect(misfit({ type: 'string' }, 'a')).toBeUndefined()
    expect(misfit({ type: 'string' }, 1)).toBe('is an integer, expected a string')
    expect(misfit({ properties: { a: { items: { minimum: 3 } } } }, { a: [4, 2] })).toBe('/a/1 is less than 3')
    expect(misfit({ required: ['a'] }, {})).toBe('lacks the key "a"')
    expect(misfit({ enum: ['a', 1] }, 'b')).toBe('is not one of "a", 1')
    expect(misfit({ additionalProperties: false, properties: { a: true } }, { b: 1 })).toBe(
      'has an unknown key "b"; known are a',
    )
  })

  it('accepts everything for the schema true and nothing for false', () => {
    expect(misfit(true, null)).toBeUndefined()
    expect(misfit(false, null)).toBeTruthy()
  })

  it('ignores unknown keywords and formats', () => {
    expect(misfit({ type: 'string', format: 'colour', 'x-own': 1, example: 'red' }, 'red')).toBeUndefined()
  })

  it('keeps schemas with the same id separate', () => {
    expect(misfit({ $id: 'same', type: 'string' }, 'a')).toBeUndefined()
    expect(misfit({ $id: 'same', type: 'number' }, 'a')).toBe('is a string, expected a number')
  })

  it.each([
    ['an unknown type', { type: 'text' }],
    ['a dangling reference', { $ref: '#/$defs/x' }],
    ['an invalid pattern', { pattern: '(' }],
    ['a keyword of another type', { required: 'a' }],
  ])('throws for an invalid schema: %s', (_, schema) => {
    expect(() => misfit(schema, 'a')).toThrow()
  })
})

describe('problems', () => {
  it('in a file of this project name the wrong key', () => {
    expect(problems('profile.json', { title: 'A', tolerate: [{ rule: 'a/b', reason: 'x', why: 'y' }] })).toEqual([
      { pointer: '/tolerate/0', message: 'lacks the key "source"' },
      {
        pointer: '/tolerate/0',
        message: 'has an unknown key "why"; known are rule, at, when, case, expected, reason, source',
        key: 'why',
      },
    ])
  })
})

it('describes types by name', () => {
  const names = [null, [], {}, 1, 1.5, 'a', true].map(typeName)
  expect(names).toEqual(['null', 'an array', 'an object', 'an integer', 'a number', 'a string', 'a boolean'])
})
