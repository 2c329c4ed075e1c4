import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { THINK_TAGS } from '../_reasoning.ts'

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
  says: 'content contains no control tokens of the chat template, no raw tool-call markup and no <think> reasoning.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference never sends control tokens or thoughts as text',
  why: 'Users read the control tokens, an agent that waits for tool_calls misses the call in the text, and reasoning is taken for the answer.',
  mend: 'Stop at the end-of-turn token, remove special tokens and reasoning from content, and convert call markup to tool_calls.',
  wrong: '"content": "Paris.<|im_end|>"',
  right: '"content": "Paris."',
  on: ['json', 'stream'],
  of: ['chat'],
  *check({ request, result }) {
    const prompt = request.text ?? ''
    for (const { at, message } of choices(result)) {
      const content = string(message.content) ?? ''
      // The answer to a question about a marker may contain it.
      const marker = MARKERS.find((text) => content.includes(text) && !prompt.includes(text))
      const hasEndToken = content.trimEnd().endsWith('</s>') && !prompt.includes('</s>')
      const leak = marker ?? (hasEndToken ? '</s>' : findThinkTag(content, prompt))
      if (leak)
        yield {
          at: `${at}/message/content`,
          message: `contains ${leak}; expected text without template markup`,
          got: excerpt(content, leak),
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** The opening tag of reasoning, or only the closing tag, because many templates contain the opening tag. */
function findThinkTag(content: string, prompt: string): string | undefined {
  // The answer to a question about such a tag may contain it.
  if (/think[>\]▷]|thinking\|>|thought\|>/i.test(prompt)) return undefined
  const start = content.trimStart()
  for (const [opening, closing] of THINK_TAGS) {
    if (content.includes(closing)) return closing
    if (start.startsWith(opening)) return opening
  }
  return undefined
}

function excerpt(text: string, marker: string): string {
  const i = text.lastIndexOf(marker)
  return text.slice(Math.max(0, i - 40), i + marker.length + 40)
}
