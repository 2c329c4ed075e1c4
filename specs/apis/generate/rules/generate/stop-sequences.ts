import type { Rule } from '../../../../../src/model/index.ts'
import { stopsOf } from './_generate.ts'

export default {
  says: 'Behind a stop sequence an answer does not go on.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › stop_sequences',
  why: 'Prompts are templates here: a model that runs past its end of turn goes on to play the user.',
  mend: 'End the answer at the first stop sequence. The sequence itself may be its end.',
  wrong: 'stop_sequences: ["<|im_end|>"] → "Hello<|im_end|>\\n<|im_start|>user"',
  right: 'stop_sequences: ["<|im_end|>"] → "Hello"',
  on: ['json', 'stream'],
  *check(seen) {
    for (const stop of stopsOf(seen))
      for (const { at: place, text } of seen.texts) {
        if (typeof text !== 'string') continue
        const at = text.indexOf(stop)
        if (at >= 0 && text.slice(at + stop.length).trim() !== '')
          yield { at: place, message: `goes on behind ${JSON.stringify(stop)}`, got: text.slice(at) }
      }
  },
} satisfies Rule<'json' | 'stream'>
