/** What only a case can tell: a valid request that is refused for what it says. */
import type { Fault } from '../twist.ts'
import { messages, refusing } from './_said.ts'

export default {
  'emoji-refused': {
    says: 'A request with an emoji in its text is refused.',
    breaks: 'case/status',
    ...refusing((body) => messages(body).some(({ content }) => /👍/u.test(String(content)))),
  },
  'arabic-unsupported': {
    says: 'A request in Arabic is answered with 404.',
    breaks: 'case/status',
    ...refusing((body) => messages(body).some(({ content }) => /مرحبا/u.test(String(content))), 404),
  },
} satisfies Record<string, Fault>
