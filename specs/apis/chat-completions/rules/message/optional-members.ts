import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema, object, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'

export default {
  says: 'If present, function_call, annotations and audio have their published shapes.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionResponseMessage › function_call, annotations, audio',
  why: 'Clients read annotations[0].url_citation.url or decode audio.data without a check, and throw. The official libraries accept null for all three.',
  mend: 'Omit fields that you do not support, or send [] for no annotations and null for no audio.',
  wrong: '"annotations": [{"url":"https://example.com"}]',
  right:
    '"annotations": [{"type":"url_citation","url_citation":{"start_index":0,"end_index":4,"url":"https://example.com","title":"Example"}}]',
  on: ['json'],
  perField: true,
  of: ['chat'],
  *check(seen) {
    yield* bySchema('message/optional-members')(seen)
    for (const { at, message } of choices(seen.result)) {
      const data = string(object(message.audio)?.data)
      if (data !== undefined && !isBase64(data))
        yield { at: `${at}/message/audio/data`, message: 'is not valid Base64', got: data.slice(0, 40) }
    }
  },
} satisfies Rule<'json'>

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}
