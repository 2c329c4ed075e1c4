import { describe, expect, it } from 'vitest'
import type { Defect } from '../../src/model/index.ts'
import { countDefects, describePlace, formatExplained, formatExtent } from '../../text/defects.ts'

const aDefect = (patch: Partial<Defect> = {}): Defect => ({
  id: 'a/b',
  rule: 'a/b',
  level: 'MUST',
  extent: { findings: 1, unit: 'replies', broken: 1, of: 2 },
  cases: ['s/a'],
  example: { case: 's/a', turn: 0, at: '', message: 'is wrong', excerpt: [] },
  explains: [],
  ...patch,
})

describe('the extent of a defect', () => {
  it.each([
    [{ unit: 'streams', broken: 88, of: 88 }, '88 of 88 streams'],
    [{ unit: 'replies', broken: 3, of: 1041 }, '3 of 1,041 replies'],
    [{ unit: 'streams', broken: 1, of: 1 }, '1 of 1 stream'],
    [{ unit: 'cases', broken: 1 }, '1 case'],
    [{ unit: 'requests', broken: 2 }, '2 requests'],
    [{ unit: 'error replies', broken: 1 }, '1 error reply'],
  ] as const)('%j is %s', (extent, text) => {
    expect(formatExtent({ findings: 5, ...extent })).toBe(text)
  })
})

describe('the place of an example', () => {
  it.each([
    [{}, 's/a'],
    [{ turn: 1 }, 's/a, turn 2'],
    [{ at: '/choices/0' }, 's/a, at /choices/0'],
    [{ place: { file: 'docs/a.md', line: 4, column: 2 }, at: '/id' }, 'docs/a.md:4, at /id'],
    [{ case: 's/\u001b[2J' }, 's/\\u001b[2J'],
  ])('%j is %s', (patch, text) => {
    expect(describePlace({ ...aDefect().example, ...patch })).toBe(text)
  })
})

it('lists what a defect explains, the most frequent first', () => {
  const explains = [
    { rule: 'a/few', level: 'MUST', findings: 2, cases: 1 },
    { rule: 'a/many', level: 'SHOULD', findings: 1200, cases: 3 },
  ] as const
  expect(formatExplained(aDefect({ explains }))).toBe('a/many (1,200), a/few (2)')
})

it.each([
  [[], '0 defects'],
  [[aDefect()], '1 defect (1 MUST)'],
  [[aDefect({ level: 'SHOULD' }), aDefect(), aDefect()], '3 defects (2 MUST, 1 SHOULD)'],
])('counts defects by level', (defects, text) => {
  expect(countDefects(defects)).toBe(text)
})
