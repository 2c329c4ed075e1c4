import { expect, test } from 'vitest'
import { instance, plain } from '../../server/instance.ts'
import { fits } from '../../server/schema.ts'
import { matchingString } from '../../server/text.ts'
import { hello, type Loose, start, textOf } from './client.ts'

const server = await start()
const random = await start({ quality: 'random' })

const schema = {
  type: 'object',
  properties: {
    zone: { enum: ['north', 'south'] },
    count: { type: 'integer', minimum: 3, maximum: 9 },
    ratio: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    active: { type: 'boolean' },
    note: { anyOf: [{ type: 'string', minLength: 5 }, { type: 'null' }] },
    tags: { type: 'array', items: { $ref: '#/$defs/tag' }, minItems: 2, maxItems: 4, uniqueItems: true },
    day: { type: 'string', format: 'date' },
    code: { type: 'string', pattern: '^[A-Z]{2}-\\d{3}(x|yz)?$' },
    tree: { $ref: '#/$defs/tree' },
    kind: { const: 'report' },
    pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], minItems: 2, maxItems: 2 },
    both: {
      allOf: [
        { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] },
        { properties: { b: { type: 'string' } }, required: ['b'] },
      ],
    },
    step: { type: 'integer', multipleOf: 5, minimum: 11 },
    maybe: { type: ['string', 'null'] },
  },
  required: [
    'zone',
    'count',
    'ratio',
    'active',
    'note',
    'tags',
    'day',
    'code',
    'tree',
    'kind',
    'pair',
    'both',
    'step',
    'maybe',
  ],
  additionalProperties: false,
  $defs: {
    tag: { type: 'string', minLength: 2, maxLength: 8 },
    tree: {
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
      required: ['name', 'children'],
      additionalProperties: false,
    },
  },
}

const asJson = (more: object) => ({
  ...hello,
  response_format: { type: 'json_schema', json_schema: { name: 'report', ...more } },
})

test.each([
  ['scripted', server],
  ['random', random],
] as const)('the %s model follows a strict schema', async (_name, target) => {
  for (let i = 0; i < 10; i++) {
    const { json } = await target.post(asJson({ strict: true, schema }))
    const said = JSON.parse(json.choices[0].message.content)
    expect(said).toSatisfy((value) => fits(value, schema))
    expect(Object.keys(said)).toEqual(schema.required)
  }
  const { chunks } = await target.stream(asJson({ schema }))
  expect(fits(JSON.parse(textOf(chunks)), schema)).toBe(true)
})

test.each([
  ['scripted', server],
  ['random', random],
] as const)('the %s model answers json_object with an object', async (_name, target) => {
  const { json } = await target.post({ ...hello, response_format: { type: 'json_object' } })
  expect(JSON.parse(json.choices[0].message.content)).toEqual(expect.any(Object))
  const loose = await target.post(asJson({}))
  expect(() => JSON.parse(loose.json.choices[0].message.content)).not.toThrow()
})

test.each([
  ['scripted', server],
  ['random', random],
] as const)('the %s model follows strict parameters', async (_name, target) => {
  const tools = [{ type: 'function', function: { name: 'report', strict: true, parameters: schema } }]
  for (let i = 0; i < 10; i++) {
    const { json } = await target.post({ ...hello, tools, tool_choice: 'required' })
    const [call] = json.choices[0].message.tool_calls
    expect(fits(JSON.parse(call.function.arguments), schema)).toBe(true)
  }
})

test('the finish_reason of cut structured output is length', async () => {
  const { json } = await server.post({ ...asJson({ strict: true, schema }), max_tokens: 5 })
  expect(json.choices[0].finish_reason).toBe('length')
})

test('a function without parameters is called with an empty object', async () => {
  for (const parameters of [undefined, {}, { type: 'object', properties: {} }]) {
    const tools = [{ type: 'function', function: { name: 'ping', parameters } }]
    const { json } = await server.post({ ...hello, tools, tool_choice: 'required' })
    expect(json.choices[0].message.tool_calls[0].function.arguments).toBe('{}')
  }
})

test('instances match their schema for every random draw', () => {
  let state = 1
  const draw = (count: number) => {
    state = (state * 48271) % 2147483647
    return state % count
  }
  for (let i = 0; i < 200; i++) expect(instance(schema, draw)).toSatisfy((value) => fits(value, schema))
  expect(instance(schema)).toEqual(instance(schema, plain))
})

test('a schema that requires itself gets a finite value', () => {
  const endless: Loose = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] }
  expect(() => JSON.stringify(instance(endless))).not.toThrow()
})

test.each([
  '^a+b*c?$',
  '^(?:foo|bar){2,3}$',
  '^[^a-c]$',
  '^\\w+\\s\\d{2}$',
  '^\\+?[0-9]{7}$',
  '^[\\w.-]+@[a-z]+\\.com$',
])('text matches %s', (pattern) => {
  let lot = 0
  for (let i = 0; i < 20; i++) expect(matchingString(pattern, (count) => lot++ % count)).toMatch(new RegExp(pattern))
})

test.each([
  [5, { type: 'integer', minimum: 6 }],
  [1.5, { type: 'integer' }],
  ['a', { enum: ['b'] }],
  [{ a: 1 }, { required: ['b'] }],
  [{ a: 1 }, { properties: {}, additionalProperties: false }],
  [[1, 1], { uniqueItems: true }],
  [['a'], { items: { type: 'integer' } }],
  [1, { oneOf: [{ type: 'integer' }, { type: 'number' }] }],
  [1, { not: { type: 'integer' } }],
  [1, { const: 2 }],
  [1, false],
  ['abc', { maxLength: 2 }],
  ['abc', { pattern: '^b' }],
  [7, { multipleOf: 5 }],
])('%j does not fit %j', (value, rule) => {
  expect(fits(value, rule)).toBe(false)
})
