import type { JsonSeen, Rule, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { integer, list, object } from '../../../../rules/_helpers.ts'
import { choices, usage } from '../_chat.ts'
import { reasoning } from './_reasoning.ts'

/** A model may end at once; so many tokens of nothing but markers are not to be expected. */
const A_FEW = 4

export default {
  says: 'A finished message carries what was generated: text, tool calls, a refusal, audio or a function call.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference reports length when the limit was used up before any output',
  why: 'The caller pays for tokens and gets an empty answer that looks like a success.',
  mend: 'Put the answer into content, whatever the parser of reasoning or tools made of it; report length when the limit cut it.',
  wrong: '{"content":null,"reasoning_content":"{\\"answer\\":42}"} with finish_reason stop',
  right: '{"content":"{\\"answer\\":42}","reasoning_content":"…"} with finish_reason stop',
  seen: ['https://github.com/vllm-project/vllm/issues/48863', 'https://github.com/vllm-project/vllm/issues/50948'],
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check(seen) {
    const isAlone = list(seen.result.choices).length === 1
    for (const { at, choice, message } of choices(seen.result)) {
      if (choice.finish_reason !== 'stop' && choice.finish_reason !== 'tool_calls') continue
      if (hasOutput(message)) continue
      const thought = reasoning(message) !== ''
      if (thought || (isAlone && generated(seen) > A_FEW))
        yield {
          at: `${at}/message`,
          message: thought ? 'has reasoning but no output' : `is empty after ${generated(seen)} tokens`,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

function hasOutput({ content, tool_calls, refusal, audio, function_call }: Wire): boolean {
  // A member that is missing, or neither text nor empty, is a matter of the schemas.
  if (content === undefined) return true
  return [content, refusal, tool_calls, audio, function_call].some(isSomething)
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
}

/** Tokens that cannot have been reasoning. */
function generated(seen: JsonSeen | StreamSeen): number {
  const counts = usage(seen)
  const hidden = integer(object(counts?.completion_tokens_details)?.reasoning_tokens) ?? 0
  return (integer(counts?.completion_tokens) ?? 0) - hidden
}
