import type { Rule } from '../../../../../src/model/index.ts'
import { findChanges } from './_stream.ts'

export default {
  says: 'All chunks of a stream have the same model, and the same system_fingerprint if they have one.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; OpenAPI CreateChatCompletionStreamResponse › model',
  why: 'Costs and logs are grouped by model; an answer from two models cannot be assigned.',
  mend: 'Put the name of the model that answers in every chunk.',
  wrong: '{"model":"m-1",…} then {"model":"m-2",…}',
  right: '{"model":"m-1",…} then {"model":"m-1",…}',
  on: ['stream'],
  *check(seen) {
    for (const key of ['model', 'system_fingerprint'])
      for (const { at, got, usual } of findChanges(seen, key, 'string'))
        yield { at, message: `differs from the other chunks; expected ${JSON.stringify(usual)}`, got }
  },
} satisfies Rule<'stream'>
