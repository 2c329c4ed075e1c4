import type { Rule } from '../../../../../src/model/index.ts'
import { canonical, messagesOf } from '../conversation/_compare.ts'
import { refusal, refusedBeside } from '../conversation/_forms.ts'
import { asStrings } from './_rewrite.ts'

export default {
  says: 'Text parts are accepted in system, developer, assistant and tool messages as well.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequest{System,Developer,Assistant,Tool}Message › content.oneOf',
  why: 'Libraries and MCP bridges send tool results as parts; chat templates that concatenate strings fail on them.',
  mend: 'Join the text parts of every role before the message reaches the chat template.',
  wrong: '{"role": "tool", "content": [{"type": "text", "text": "4"}], …} → 400',
  right: '{"role": "tool", "content": [{"type": "text", "text": "4"}], …} → 200',
  seen: ['https://github.com/vllm-project/vllm/issues/25001'],
  on: ['conversation'],
  *check(seen) {
    for (const pair of refusedBeside(seen, asStrings)) {
      const others = messagesOf(pair.accepted.ask)
      const changed = messagesOf(pair.refused.ask).filter((message, i) => canonical(message) !== canonical(others[i]))
      if (changed.some(({ role, content }) => role !== 'user' && Array.isArray(content))) yield refusal(pair)
    }
  },
} satisfies Rule<'conversation'>
