import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { REASONING } from './_reasoning.ts'

const MARKERS = [
  '<|im_start|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|start_header_id|>',
  '<|endoftext|>',
  '<|channel|>',
  '<|tool_call',
  '[/INST]',
  '<end_of_turn>',
  '<start_of_turn>',
  '<|eom_id|>',
  '<|python_tag|>',
  '<|end|>',
  '<|return|>',
  '<|assistant|>',
  '<tool_call>',
  '</tool_call>',
  '[TOOL_CALLS]',
  '<｜tool▁',
]

export default {
  says: 'content holds no control tokens of the chat template, no raw markup of tool calls and no marked thoughts.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference never sends control tokens or thoughts as text',
  why: 'Users read the markers, an agent that waits for tool_calls never sees the call that is hidden in the text, and thoughts are taken for the answer.',
  mend: 'Stop at the end-of-turn token, drop special tokens and thoughts from the text, and turn call markup into tool_calls.',
  wrong: '"content": "Paris.<|im_end|>"',
  right: '"content": "Paris."',
  on: ['json', 'stream'],
  of: ['chat'],
  *check({ request, result }) {
    const prompt = request.text ?? ''
    for (const { at, message } of choices(result)) {
      const content = string(message.content) ?? ''
      // A question about a marker may be answered with it.
      const marker = MARKERS.find((text) => content.includes(text) && !prompt.includes(text))
      const isEnded = content.trimEnd().endsWith('</s>') && !prompt.includes('</s>')
      // Beside a member for the thoughts the rule on that member speaks.
      const thought = REASONING.some((name) => message[name]) ? undefined : thoughtIn(content, prompt)
      const found = marker ?? (isEnded ? '</s>' : thought)
      if (found) yield { at: `${at}/message/content`, message: `holds ${found}`, got: around(content, found) }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** The tag that thoughts begin with, or the one that they end with: templates often hold the first. */
function thoughtIn(content: string, prompt: string): string | undefined {
  if (prompt.includes('think>')) return undefined
  if (content.includes('</think>')) return '</think>'
  return content.trimStart().startsWith('<think>') ? '<think>' : undefined
}

function around(text: string, marker: string): string {
  const i = text.lastIndexOf(marker)
  return text.slice(Math.max(0, i - 40), i + marker.length + 40)
}
