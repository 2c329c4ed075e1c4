import type { Rule } from '../../../../../src/model/index.ts'
import { messagesOf } from './_compare.ts'
import { refusedForms, withMessages } from './_forms.ts'

export default {
  says: 'Messages of the roles system, developer, user and assistant are accepted, with or without a name.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestMessage.oneOf; name is an optional string of each of these messages',
  why: 'Frameworks with several speakers set names, and new libraries send developer where old ones sent system.',
  mend: 'Accept the four roles and an optional name; map developer to system where the chat template knows no such role.',
  wrong: '{"role": "user", "name": "Ann", "content": "Hi"} → 422',
  right: '{"role": "user", "name": "Ann", "content": "Hi"} → 200',
  on: ['conversation'],
  // A role that is refused altogether is for the case to say, which names this rule.
  check: (seen) =>
    refusedForms(seen, (ask) =>
      messagesOf(ask).length
        ? withMessages(ask, ({ name, ...message }) => (message.role === 'function' ? { ...message, name } : message))
        : undefined,
    ),
} satisfies Rule<'conversation'>
