import { expect, it } from 'vitest'
import { describeDuration } from '../../src/foundation/duration.ts'

it.each([
  [0, '0 ms'],
  [2.4, '2 ms'],
  [99, '99 ms'],
  [100, '0.1 s'],
  [1234, '1.2 s'],
  [5000, '5 s'],
])('%d ms is %s', (ms, shown) => expect(describeDuration(ms)).toBe(shown))
