import type { Rule } from '../../../../../src/model/index.ts'
import { strings } from '../../../../rules/_helpers.ts'
import { readParameters } from './_generate.ts'

export default {
  says: 'An answer does not continue after a stop sequence.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › stop_sequences',
  why: 'Prompts are templates here: a model that runs past its end of turn continues as the user.',
  mend: 'End the answer at the first stop sequence, with or without the sequence itself.',
  wrong: 'stop_sequences: ["<|im_end|>"] → "Hello<|im_end|>\\n<|im_start|>user"',
  right: 'stop_sequences: ["<|im_end|>"] → "Hello"',
  on: ['json', 'stream'],
  *check(seen) {
    for (const stop of strings(readParameters(seen).stop_sequences))
      for (const { at, text } of seen.texts) {
        if (typeof text !== 'string') continue
        const index = text.indexOf(stop)
        if (index >= 0 && text.slice(index + stop.length).trim() !== '')
          yield { at, message: `continues after the stop sequence ${JSON.stringify(stop)}`, got: text.slice(index) }
      }
  },
} satisfies Rule<'json' | 'stream'>
