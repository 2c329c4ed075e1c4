import { expect, it } from 'vitest'
import { gather } from '../../src/wire/pieces.ts'

const bytes = (text: string): Buffer => Buffer.from(text)

function gathered(...parts: (readonly [at: number, text: string])[]): [number, string][] {
  const body = gather()
  for (const [at, text] of parts) body.add(at, bytes(text))
  return body.all().map((piece) => [piece.at, Buffer.from(piece.bytes).toString()])
}

it('keeps each piece with its time of arrival', () => {
  expect(gathered([1, 'a'], [5, 'b'], [6, 'c'])).toEqual([
    [1, 'a'],
    [5, 'b'],
    [6, 'c'],
  ])
})

it('joins what arrives within a millisecond into one piece', () => {
  expect(gathered([1, 'a'], [1.5, 'b'], [1.99, 'c'], [2, 'd'], [2.5, 'e'])).toEqual([
    [1, 'abc'],
    [2, 'de'],
  ])
})

it('returns no pieces without data', () => expect(gathered()).toEqual([]))
