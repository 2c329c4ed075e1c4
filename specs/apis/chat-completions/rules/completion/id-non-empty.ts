import type { Rule } from '../../../../../src/model/index.ts'
import { findIdentity } from './_identity.ts'

export default {
  says: 'id is not empty.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › id (an identifier)',
  why: 'Clients that store replies by id write all of them under the same key.',
  mend: 'Generate an id for every reply, such as chatcmpl- followed by 24 random letters.',
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
    const identity = findIdentity(seen)
    if (identity?.value.id === '')
      yield { at: `${identity.at}/id`, message: 'is empty; expected an identifier', got: '' }
  },
} satisfies Rule<'json' | 'stream'>
