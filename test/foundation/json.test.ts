import { expect, it } from 'vitest'
import { asList, asObject, jsonText, parseJson } from '../../src/foundation/json.ts'
import { nested } from '../support/hostile.ts'

it('accepts only objects as objects', () => {
  const object = { a: 1 }
  expect(asObject(object)).toBe(object)
  for (const other of [null, undefined, 1, 'a', true, [object]]) expect(asObject(other)).toBeUndefined()
})

it('accepts only arrays as lists', () => {
  const list = [1]
  expect(asList(list)).toBe(list)
  for (const other of [null, undefined, 1, 'ab', { length: 1 }]) expect(asList(other)).toEqual([])
})

it('parses JSON and nothing else', () => {
  expect(parseJson('{"a":[1]}')).toEqual({ a: [1] })
  expect(parseJson('null')).toBeNull()
  for (const text of ['', '{', "{'a':1}", 'NaN', '[1,]', '\ufeff{}']) expect(parseJson(text)).toBeUndefined()
})

it('serializes any value, however deep', () => {
  expect(jsonText({ a: [1] })).toBe('{"a":[1]}')
  expect(jsonText(undefined)).toBe('undefined')
  expect(jsonText(JSON.parse(nested(100_000)))).toBe('…')
})
