import type { JsonSeen, Rule, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { choices, deltas } from '../_chat.ts'

export default {
  says: 'tool_calls is absent, not an empty array, when no tool is called.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference leaves tool_calls out of text replies, and refuses an empty array in a request',
  why: 'Code that tests for tool_calls takes the tool branch without a call, and other servers reject a history with the empty array.',
  mend: 'Omit the field from messages and deltas without a call.',
  wrong: '{"role":"assistant","content":"Done.","tool_calls":[]}',
  right: '{"role":"assistant","content":"Done.","refusal":null}',
  seen: [
    'https://github.com/vllm-project/vllm/issues/44104',
    'https://github.com/microsoft/autogen/issues/3120',
    'https://github.com/github/copilot-sdk/issues/616',
    'https://github.com/anomalyco/opencode/pull/6054',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const emptyPart = listParts(seen).find(({ part }) => Array.isArray(part.tool_calls) && part.tool_calls.length === 0)
    if (emptyPart)
      yield {
        at: `${emptyPart.at}/tool_calls`,
        message: 'is an empty array; expected no tool_calls without a call',
        got: [],
      }
  },
} satisfies Rule<'json' | 'stream'>

function listParts(seen: JsonSeen | StreamSeen): { at: string; part: Wire }[] {
  return seen.kind === 'stream'
    ? deltas(seen).map(({ at, delta }) => ({ at: `${at}/delta`, part: delta }))
    : choices(seen.result).map(({ at, message }) => ({ at: `${at}/message`, part: message }))
}
