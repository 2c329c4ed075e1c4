import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'An event has token, generated_text, finished, finish_reason and details; a token has id, text, logprob, special, count_output_tokens and prompt_tokens.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'Clients read token.text and finished of every event.',
  mend: 'Write all fields in every event, with null where there is no value.',
  wrong: 'data:{"token":{"text":"Hi"},"finished":false}',
  right:
    'data:{"token":{"id":1,"text":"Hi","logprob":-0.1,"special":false,"count_output_tokens":1,"prompt_tokens":4},"generated_text":null,"finished":false,"finish_reason":null,"details":null}',
  on: ['stream'],
  perField: true,
  check: bySchema('generate/event-required-fields'),
} satisfies Rule<'stream'>
