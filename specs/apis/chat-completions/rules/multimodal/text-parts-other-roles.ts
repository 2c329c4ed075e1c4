import type { Rule } from '../../../../../src/model/index.ts'
import { findChangedMessages } from '../_replies.ts'
import { asStrings } from '../_request.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

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
  check: (seen) =>
    findRefusedForms(seen, asStrings, (refused, accepted) =>
      findChangedMessages(accepted, refused).some(({ role, content }) => role !== 'user' && Array.isArray(content)),
    ),
} satisfies Rule<'conversation'>
