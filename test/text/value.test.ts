import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../text/columns.ts'
import { formatValue } from '../../text/value.ts'

describe('formatValue', () => {
  it('returns one short line for any value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const line = formatValue(value, 40)
        expect(columnsOf(line)).toBeLessThanOrEqual(40)
        expect(line).not.toMatch(/[\n\r]/)
      }),
    )
  })
})
