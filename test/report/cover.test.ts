import { describe, expect, it } from 'vitest'
import { matches } from '../../src/foundation/patterns.ts'
import { coverCases } from '../../src/report/cover.ts'

/** Ids of so many cases of a suite. */
const casesOf = (suite: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${suite}/case-${i}`)

const all = [
  ...casesOf('streaming', 10),
  ...casesOf('tools', 20),
  'tools/matrix/a',
  'tools/matrix/b',
  'tools/matrix/c',
  ...casesOf('errors', 30),
  ...casesOf('usage', 30),
  'run/all-replies',
]

describe('the patterns that cover cases', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['one case', ['tools/case-3'], ['tools/case-3']],
    ['a suite', casesOf('streaming', 10), ['streaming/**']],
    ['half of a suite', casesOf('streaming', 5), ['streaming/**']],
    ['a few cases of a suite', casesOf('tools', 3), casesOf('tools', 3)],
    ['many cases of a suite, but less than half', casesOf('tools', 9), ['tools/**']],
    ['a matrix', ['tools/matrix/a', 'tools/matrix/c'], ['tools/matrix/**']],
    ['a suite and a case', [...casesOf('streaming', 8), 'errors/case-1'], ['streaming/**', 'errors/case-1']],
    ['most cases', [...casesOf('errors', 30), ...casesOf('usage', 30)], ['**']],
    ['a suite that is all there is', casesOf('streaming', 10), ['streaming/**']],
    ['cases everywhere', ['streaming/case-1', 'tools/case-1', 'errors/case-1', 'usage/case-1'], ['**']],
    ['no case', [], []],
  ])('%s', (title, shown, patterns) => {
    expect(coverCases(shown, title.includes('all there is') ? shown : all)).toEqual(patterns)
    for (const id of shown) expect(patterns.some((pattern) => matches(pattern, id))).toBe(true)
  })
})
