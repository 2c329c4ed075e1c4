import type { Rule } from '../../../../../src/model/index.ts'
import { identity } from './_identity.ts'

export default {
  says: 'id is not empty.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › id (an identifier)',
  why: 'Clients that keep replies by id write all of them under the same key.',
  mend: 'Make an id for every reply, such as chatcmpl- and 24 random letters.',
  wrong: '{"id":"","object":"chat.completion",…}',
  right: '{"id":"chatcmpl-8fT2…","object":"chat.completion",…}',
  seen: [
    'https://github.com/huggingface/text-generation-inference/issues/1782',
    'https://github.com/huggingface/text-generation-inference/issues/2794',
    'https://github.com/inferencerlabs/inferencer-feedback/issues/42',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const named = identity(seen)
    if (named?.value.id === '') yield { at: `${named.at}/id`, message: 'is empty', got: '' }
  },
} satisfies Rule<'json' | 'stream'>
