import type { Rule } from '../../../../../src/model/index.ts'
import { readTokens } from './_generate.ts'

export default {
  says: 'An event has a finish_reason exactly when finished is true.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'Clients that watch finish_reason, as with other servers, stop too early or never.',
  mend: 'Write finish_reason null until finished is true.',
  wrong: '"finished":false,"finish_reason":"length"',
  right: '"finished":true,"finish_reason":"length"',
  on: ['stream'],
  *check(seen) {
    for (const { at, event } of readTokens(seen)) {
      const { finished, finish_reason: got } = event
      if (finished === true && got === null)
        yield { at: `${at}/finish_reason`, message: 'is null although finished is true', got }
      if (finished === false && typeof got === 'string')
        yield { at: `${at}/finish_reason`, message: 'is set although finished is false', got }
    }
  },
} satisfies Rule<'stream'>
