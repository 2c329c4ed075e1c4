import type { Rule } from '../../../../../src/model/index.ts'
import { messagesOf, withMessages } from '../_request.ts'
import { findRefusedForms } from './_forms.ts'

export default {
  says: 'Messages with the roles system, developer, user and assistant are accepted, with or without a name.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestMessage.oneOf; name is an optional string of each of these messages',
  why: 'Multi-agent frameworks set names, and new libraries send developer where old ones sent system; their requests fail.',
  mend: 'Accept the four roles and an optional name; map developer to system if the chat template has no such role.',
  wrong: '{"role": "user", "name": "Ann", "content": "Hi"} → 422',
  right: '{"role": "user", "name": "Ann", "content": "Hi"} → 200',
  on: ['conversation'],
  // A role that is rejected in every form is reported by the case that names this rule.
  check: (seen) =>
    findRefusedForms(seen, (ask) =>
      messagesOf(ask).length
        ? withMessages(ask, ({ name, ...message }) => (message.role === 'function' ? { ...message, name } : message))
        : undefined,
    ),
} satisfies Rule<'conversation'>
