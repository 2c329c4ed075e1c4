import { expect, it } from 'vitest'
import { didYouMean, nearest } from '../../src/foundation/usage-error.ts'

const NAMES = ['openai', 'compatible', 'lightllm', 'fastchat-vllm', 'mindie']

it('finds the nearest names, best first', () => {
  expect(nearest('mindy', NAMES)).toEqual(['mindie'])
  expect(nearest('opnai', NAMES)).toEqual(['openai'])
  expect(nearest('llm', NAMES)).toEqual(['lightllm', 'fastchat-vllm'])
})

it('finds nothing if no name is near', () => {
  expect(nearest('something-else', NAMES)).toEqual([])
  expect(nearest('', ['abc'])).toEqual([])
})

it('returns at most three names', () => {
  expect(nearest('case', ['case1', 'case2', 'case3', 'case4'])).toEqual(['case1', 'case2', 'case3'])
})

it('asks whether one of the names was meant', () => {
  expect(didYouMean('compatable', NAMES)).toBe('; did you mean compatible?')
  expect(didYouMean('something-else', NAMES)).toBe('')
})
