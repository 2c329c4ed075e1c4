import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { canonical, messagesOf } from './_compare.ts'
import { refusedForms } from './_forms.ts'

export default {
  says: 'The results of parallel calls are accepted in any order.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestToolMessage › tool_call_id (says which call is answered)',
  why: 'Tools that run side by side finish in any order, and programs send the results as they come.',
  mend: 'Pair results with calls by tool_call_id, not by position.',
  wrong: 'results of call_2, call_1 → 400, of call_1, call_2 → 200',
  right: 'results of call_2, call_1 → 200',
  on: ['conversation'],
  check: (seen) =>
    refusedForms(seen, (ask) =>
      messagesOf(ask).filter(({ role }) => role === 'tool').length > 1 ? inOneOrder(ask) : undefined,
    ),
} satisfies Rule<'conversation'>

/** The request with each row of tool messages sorted. */
function inOneOrder(ask: Wire): Wire {
  const rows: Wire[][] = []
  for (const message of messagesOf(ask)) {
    const row = rows.at(-1)
    if (message.role === 'tool' && row?.[0]?.role === 'tool') row.push(message)
    else rows.push([message])
  }
  const sorted = rows.map((row) => (row.length > 1 ? [...row].sort(byText) : row))
  return { ...ask, messages: sorted.flat() }
}

function byText(a: Wire, b: Wire): number {
  return canonical(a) < canonical(b) ? -1 : 1
}
