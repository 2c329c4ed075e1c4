import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { serialize } from '../_replies.ts'
import { messagesOf } from '../_request.ts'
import { findRefusedForms } from './_forms.ts'

export default {
  says: 'The results of parallel tool calls are accepted in any order.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestToolMessage › tool_call_id (says which call is answered)',
  why: 'Tools that run in parallel finish in any order; programs that send the results as they arrive get an error.',
  mend: 'Match results to calls by tool_call_id, not by position.',
  wrong: 'results of call_2, call_1 → 400, of call_1, call_2 → 200',
  right: 'results of call_2, call_1 → 200',
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, (ask) =>
      messagesOf(ask).filter(({ role }) => role === 'tool').length > 1 ? sortToolMessages(ask) : undefined,
    ),
} satisfies Rule<'conversation'>

/** The request with each sequence of tool messages sorted. */
function sortToolMessages(ask: Wire): Wire {
  const sequences: Wire[][] = []
  for (const message of messagesOf(ask)) {
    const sequence = sequences.at(-1)
    if (message.role === 'tool' && sequence?.[0]?.role === 'tool') sequence.push(message)
    else sequences.push([message])
  }
  const sorted = sequences.map((sequence) => (sequence.length > 1 ? [...sequence].sort(compareText) : sequence))
  return { ...ask, messages: sorted.flat() }
}

function compareText(a: Wire, b: Wire): number {
  return serialize(a) < serialize(b) ? -1 : 1
}
