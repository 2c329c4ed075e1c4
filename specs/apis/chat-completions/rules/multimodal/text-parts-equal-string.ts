import type { Rule } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { findChangedMessages } from '../_replies.ts'
import { asStrings } from '../_request.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

export default {
  says: 'A user message is accepted both as a string and as text parts, also by models that support images.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestUserMessage › content.oneOf',
  why: 'Some libraries always send parts, playgrounds always send a string: if the server accepts only one form, every request of the others fails.',
  mend: 'Accept both forms for every model, and join text parts to a string where the template needs a string.',
  wrong: '{"content": [{"type": "text", "text": "Hi"}]} → 400, {"content": "Hi"} → 200',
  right: '{"content": [{"type": "text", "text": "Hi"}]} → 200, {"content": "Hi"} → 200',
  seen: ['https://github.com/gpustack/gpustack/issues/1803'],
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, asStrings, (refused, accepted) => {
      const changed = findChangedMessages(accepted, refused)
      // The other roles: multimodal/text-parts-other-roles.
      return changed.length > 0 && changed.every(({ role, content }) => role === 'user' && isStringOrPart(content))
    }),
} satisfies Rule<'conversation'>

function isStringOrPart(content: unknown): boolean {
  return typeof content === 'string' || list(content).length === 1
}
