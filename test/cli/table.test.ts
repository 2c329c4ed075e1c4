import { expect, it } from 'vitest'
import { formatTable } from '../../src/cli/table.ts'
import { columnsOf } from '../../text/columns.ts'

const rows = [
  [
    'a-fault-with-a-long-name-of-its-own',
    'tool/finish-reason-function-call',
    'The finish_reason of a reply is tool_calls.',
  ],
  ['short', 'a/b', 'One sentence.'],
]

it.each([60, 80, 100, 140])('a table of three columns fits a terminal of %i columns', (columns) => {
  const text = formatTable(rows, columns)
  for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
  for (const cell of rows.flat()) expect(text.replace(/\s+/g, ' ')).toContain(cell)
})

it('a table for grep has one line for each row', () => {
  expect(formatTable(rows).trimEnd().split('\n')).toHaveLength(2)
})
