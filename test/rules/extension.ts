import type { Extension } from '../../src/model/index.ts'
import type { Tables } from '../support/rule.ts'
import {
  A_MODEL,
  aChoice,
  aChunk,
  aCompletion,
  chunksSaying,
  completion,
  errorReply,
  models,
  stream,
} from '../support/seen.ts'

const source = 'the documentation'
const extensions: readonly Extension[] = [
  { at: '/prefill_time', in: ['completion'], is: { type: 'number' }, about: 'time to the first token', source },
  { at: '/choices/*/message/reasoning', is: { type: 'string' }, about: 'thinking', source },
  { at: '/choices/*/delta/reasoning', is: { type: 'string' }, about: 'thinking', source },
  { at: '/data/*/max_model_len', is: { type: 'integer' }, about: 'context', source },
  { at: '/error/hint', is: { type: 'string' }, about: 'what to do', source },
]
const thinking = (...pieces: unknown[]) =>
  stream(
    [...pieces.map((reasoning) => aChunk({ role: 'assistant', reasoning })), aChunk({}, { finish_reason: 'stop' })],
    { extensions },
  )
const saying = (message: Record<string, unknown>) => aCompletion({ choices: [aChoice({ message })] })

const whole = (...texts: string[]) => stream(chunksSaying(...texts), { cumulative: true })

export default {
  'extension/documented-type': {
    pass: {
      'nothing beyond the contract': completion(aCompletion(), { extensions }),
      'as documented': completion({ ...saying({ reasoning: 'so' }), prefill_time: 4.5 }, { extensions }),
      'streamed as documented': thinking('I', ' think'),
      'undocumented members of any type': completion(aCompletion({ timings: [], prompt_ids: null }), { extensions }),
      'documented for another object': stream([aChunk({}, {}, { prefill_time: 'soon' })], { extensions }),
      'another type where nothing is documented': completion(aCompletion({ prefill_time: 'soon' })),
    },
    fail: {
      'a text for a number': [completion(aCompletion({ prefill_time: '45' }), { extensions }), '/prefill_time'],
      'null for a text': [completion(saying({ reasoning: null }), { extensions }), '/choices/0/message/reasoning'],
      'every piece that is wrong': [
        thinking('I', null, 7),
        '/chunks/1/choices/0/delta/reasoning',
        '/chunks/2/choices/0/delta/reasoning',
      ],
      'a member of a model': [
        models({ object: 'list', data: [A_MODEL, { ...A_MODEL, max_model_len: '8k' }] }, { extensions }),
        '/data/1/max_model_len',
      ],
      'a member of an error': [
        errorReply(400, { error: { message: 'No', type: 't', param: null, code: null, hint: 4 } }, { extensions }),
        '/error/hint',
      ],
    },
  },

  'extension/cumulative-content': {
    pass: {
      'the whole text in every delta': whole('The', 'The city', 'The city of', 'The city of'),
      'a delta without text between': stream(
        [
          aChunk({ role: 'assistant', content: 'The' }),
          aChunk({}),
          aChunk({ content: 'The city' }, { finish_reason: 'stop' }),
        ],
        { cumulative: true },
      ),
      'added text where the dialect does not promise it': stream(chunksSaying('The', ' city')),
    },
    fail: {
      'added text alone': [whole('The', ' city'), '/chunks/2/choices/0/delta/content'],
      'a text that changes': [whole('The', 'A city'), '/chunks/2/choices/0/delta/content'],
    },
  },
} satisfies Tables
