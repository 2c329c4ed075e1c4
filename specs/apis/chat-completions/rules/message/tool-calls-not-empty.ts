import type { JsonSeen, Rule, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { choices, deltas } from '../_chat.ts'

export default {
  says: 'tool_calls is absent, not empty, when no tool is called.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference leaves tool_calls out of text replies, and refuses an empty array in a request',
  why: 'Code that asks whether tool_calls is there takes the tool branch with no call in it, and a history that holds the empty array is refused by other servers.',
  mend: 'Leave the member out of messages and deltas without a call.',
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
    const empty = parts(seen).find(({ part }) => Array.isArray(part.tool_calls) && part.tool_calls.length === 0)
    if (empty) yield { at: `${empty.at}/tool_calls`, message: 'is empty', got: [] }
  },
} satisfies Rule<'json' | 'stream'>

function parts(seen: JsonSeen | StreamSeen): { at: string; part: Wire }[] {
  return seen.kind === 'stream'
    ? deltas(seen).map(({ at, delta }) => ({ at: `${at}/delta`, part: delta }))
    : choices(seen.result).map(({ at, message }) => ({ at: `${at}/message`, part: message }))
}
