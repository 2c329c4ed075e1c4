import { describe, expect, it } from 'vitest'
import { matches, select } from '../../src/foundation/patterns.ts'

const CASES = [
  'streaming/usage/on',
  'streaming/usage/off',
  'streaming/usage-chunk',
  'streaming/plain',
  'errors/bad-role',
  'tools/round-trip/streamed/two',
]

describe('matches', () => {
  it.each([
    ['streaming/plain', 'streaming/plain'],
    ['streaming', 'streaming/plain'],
    ['streaming/usage', 'streaming/usage/on'],
    ['streaming/*', 'streaming/plain'],
    ['streaming/*', 'streaming/usage/on'],
    ['*/plain', 'streaming/plain'],
    ['**/on', 'streaming/usage/on'],
    ['**', 'a'],
    ['**', 'a/b/c'],
    ['**/**', 'a/b/c'],
    ['a/**', 'a'],
    ['a/**', 'a/b/c'],
    ['a/**/d', 'a/d'],
    ['a/**/d', 'a/b/c/d'],
    ['**/plain', 'plain'],
    ['stream*/us*e', 'streaming/usage'],
    ['*us*', 'usage'],
    ['a.b', 'a.b'],
    ['json/a+b', 'json/a+b'],
  ])('%s matches %s', (pattern, id) => expect(matches(pattern, id)).toBe(true))

  it.each([
    ['streaming/usage', 'streaming/usage-chunk'],
    ['stream', 'streaming/plain'],
    ['plain', 'streaming/plain'],
    ['streaming/*/on', 'streaming/on'],
    ['a/**/d', 'a/b/c'],
    ['a.b', 'axb'],
    ['', 'a'],
    ['(a|b)', 'a'],
    ['STREAMING', 'streaming'],
  ])('%s does not match %s', (pattern, id) => expect(matches(pattern, id)).toBe(false))
})

describe('select', () => {
  it('selects all names without a pattern', () => expect([...select([], CASES, 'case')]).toEqual(CASES))

  it('selects what any pattern matches, in the order of the names', () => {
    const chosen = select(['tools', 'streaming/usage'], CASES, 'case')
    expect([...chosen]).toEqual(['streaming/usage/on', 'streaming/usage/off', 'tools/round-trip/streamed/two'])
  })

  it('rejects a pattern that matches nothing and suggests the nearest names', () => {
    expect(() => select(['streaming/plian'], CASES, 'case')).toThrow(
      'no case matches "streaming/plian"; the nearest: streaming/plain',
    )
  })

  it('reports every pattern without a match in one error', () => {
    expect(() => select(['streaming', 'errors/bad-rule', 'zzzzzzzzzz'], CASES, 'case')).toThrow(
      [
        'no case matches "errors/bad-rule"; the nearest: errors/bad-role',
        'no case matches "zzzzzzzzzz"; `chat-conformance list cases` shows them all',
      ].join('\n'),
    )
  })

  it('suggests ids that contain the name', () => {
    expect(() => select(['usage'], CASES, 'case')).toThrow(
      'the nearest: streaming/usage/on, streaming/usage/off, streaming/usage-chunk',
    )
  })
})
