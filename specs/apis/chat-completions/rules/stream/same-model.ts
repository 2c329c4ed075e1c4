import type { Rule } from '../../../../../src/model/index.ts'
import { changes } from './_stream.ts'

export default {
  says: 'All chunks of a stream have the same model, and the same system_fingerprint where they have one.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; OpenAPI CreateChatCompletionStreamResponse › model',
  why: 'Costs and logs are keyed by model; one answer from two models cannot be booked.',
  mend: 'Put the model that answers on every chunk.',
  wrong: '{"model":"m-1",…} then {"model":"m-2",…}',
  right: '{"model":"m-1",…} then {"model":"m-1",…}',
  on: ['stream'],
  *check(seen) {
    for (const key of ['model', 'system_fingerprint'])
      for (const { at, got, usual } of changes(seen, key, 'string'))
        yield { at, message: `is not that of the other chunks, ${JSON.stringify(usual)}`, got }
  },
} satisfies Rule<'stream'>
