/** MindIE with `fullTextEnabled` in its configuration. */
import type { Dialect } from '../dialect.ts'
import type { Loose } from '../twist.ts'
import { chunks, common } from './_mindie.ts'

export default {
  says: 'MindIE with fullTextEnabled: every delta repeats all of the text so far, the last chunk has full_text.',
  source: 'docs.siliconstorm.ai: usageExamples; Ascend/MindIE-LLM 8b4871ad: single_req_infer_interface_base.cpp',
  ...common,
  chunks: (published, asked) => {
    let text = ''
    return chunks(published, asked).map(({ usage, choices: [choice], ...rest }: Loose) => {
      text += choice.delta.content
      const chosen = { ...choice, delta: { ...choice.delta, content: text } }
      return { ...rest, ...(usage ? { full_text: text, usage } : {}), choices: [chosen] }
    })
  },
} satisfies Dialect
