import type { Rule } from '../../../../../src/model/index.ts'
import { asked, bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'id and model are strings.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionResponse › id, model',
  why: 'Typed clients reject the reply; cost tables and logs that use model and id as keys break.',
  mend: 'Send id as a string, and the name of the model that answered as model.',
  wrong: '{"id":42,"model":null}',
  right: '{"id":"chatcmpl-42","model":"llama-3.1-8b"}',
  seen: ['https://github.com/microsoft/foundry-local/issues/144', 'https://github.com/64bit/async-openai/pull/352'],
  on: ['json'],
  perField: true,
  of: ['chat'],
  *check(seen) {
    const { model } = asked(seen)
    for (const finding of bySchema('completion/string-fields')(seen)) {
      // The echo of a model that is not a string: error/wrong-types reports that the request was accepted.
      const isEcho = finding.at === '/model' && seen.owed !== 'success' && finding.got === model
      if (!isEcho) yield finding
    }
  },
} satisfies Rule<'json'>
