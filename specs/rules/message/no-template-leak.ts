import type { Rule } from '../../../src/model.ts'
import { choices, string } from '../_helpers.ts'

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
  '<tool_call>',
]

export default {
  says: 'content holds no control tokens of the chat template and no raw markup of tool calls.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference never sends control tokens as text',
  why: 'Users read the markers, and an agent that waits for tool_calls never sees the call that is hidden in the text.',
  mend: 'Stop at the end-of-turn token, drop special tokens from the text, and turn call markup into tool_calls.',
  wrong: '"content": "Paris.<|im_end|>"',
  right: '"content": "Paris."',
  on: ['completion', 'stream'],
  *check({ request, completion }) {
    const prompt = request.text ?? ''
    for (const { at, message } of choices(completion)) {
      const content = string(message.content) ?? ''
      // A question about a marker may be answered with it.
      const marker = MARKERS.find((text) => content.includes(text) && !prompt.includes(text))
      const found = marker ?? (content.trimEnd().endsWith('</s>') && !prompt.includes('</s>') ? '</s>' : undefined)
      if (found) yield { at: `${at}/message/content`, message: `holds ${found}`, got: around(content, found) }
    }
  },
} satisfies Rule<'completion' | 'stream'>

function around(text: string, marker: string): string {
  const i = text.lastIndexOf(marker)
  return text.slice(Math.max(0, i - 40), i + marker.length + 40)
}
