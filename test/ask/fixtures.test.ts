import { expect, it } from 'vitest'
import { fillFixtures, mediaTypeOf, ownFixtures } from '../../src/ask/fixtures.ts'

it.each([
  ['images/red.png', 'image/png'],
  ['a.jpg', 'image/jpeg'],
  ['a.webp', 'image/webp'],
  ['a.gif', 'image/gif'],
  ['a.wav', 'audio/wav'],
  ['a.mp3', 'audio/mpeg'],
  ['a.pdf', 'application/pdf'],
  ['a.bin', 'application/octet-stream'],
  ['png', 'application/octet-stream'],
])('%s is %s', (path, type) => expect(mediaTypeOf(path)).toBe(type))

it('replaces fixtures at any depth and keeps all other values', () => {
  const mistakes: string[] = []
  const value = { a: [null, { b: { $fixture: 'images/red.png', as: 'url' } }], c: 1, fixture: 'x' }
  expect(fillFixtures(value, [ownFixtures], (message) => mistakes.push(message))).toEqual({
    a: [null, { b: '{{fixtures}}/images/red.png' }],
    c: 1,
    fixture: 'x',
  })
  expect(mistakes).toEqual([])
})

it.each([
  [{ $fixture: 3 }],
  [{ $fixture: 'images/red.png', as: 'gif' }],
  [{ $fixture: 'images/red.png', detail: 'low' }],
  [{ $fixture: 'images/none.png' }],
  [{ $fixture: '../package.json' }],
  [{ $fixture: 'images/../../package.json' }],
])('reports what is wrong with %j', (value) => {
  const mistakes: string[] = []
  expect(fillFixtures(value, [ownFixtures], (message) => mistakes.push(message))).toBeNull()
  expect(mistakes).toEqual([expect.stringMatching(/^(a fixture is written|there is no fixture) /)])
})
