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
      'no extension fields': completion(aCompletion(), { extensions }),
      'extension fields of the documented type': completion(
        { ...saying({ reasoning: 'so' }), prefill_time: 4.5 },
        { extensions },
      ),
      'the documented type in a stream': thinking('I', ' think'),
      'undocumented fields of any type': completion(aCompletion({ timings: [], prompt_ids: null }), { extensions }),
      'a field documented for another object': stream([aChunk({}, {}, { prefill_time: 'soon' })], { extensions }),
      'another type in an object without documented fields': completion(aCompletion({ prefill_time: 'soon' })),
    },
    fail: {
      'a string in place of a number': [
        completion(aCompletion({ prefill_time: '45' }), { extensions }),
        '/prefill_time',
      ],
      'null in place of a string': [
        completion(saying({ reasoning: null }), { extensions }),
        '/choices/0/message/reasoning',
      ],
      'two deltas of the wrong type': [
        thinking('I', null, 7),
        '/chunks/1/choices/0/delta/reasoning',
        '/chunks/2/choices/0/delta/reasoning',
      ],
      'a field of a model': [
        models({ object: 'list', data: [A_MODEL, { ...A_MODEL, max_model_len: '8k' }] }, { extensions }),
        '/data/1/max_model_len',
      ],
      'a field of an error': [
        errorReply(400, { error: { message: 'No', type: 't', param: null, code: null, hint: 4 } }, { extensions }),
        '/error/hint',
      ],
    },
  },

  'extension/cumulative-content': {
    pass: {
      'each delta repeats the text so far': whole('The', 'The city', 'The city of', 'The city of'),
      'a delta without text in between': stream(
        [
          aChunk({ role: 'assistant', content: 'The' }),
          aChunk({}),
          aChunk({ content: 'The city' }, { finish_reason: 'stop' }),
        ],
        { cumulative: true },
      ),
      'incremental deltas where the dialect does not promise cumulative ones': stream(chunksSaying('The', ' city')),
    },
    fail: {
      'incremental deltas': [whole('The', ' city'), '/chunks/2/choices/0/delta/content'],
      'a delta that does not begin with the text so far': [whole('The', 'A city'), '/chunks/2/choices/0/delta/content'],
    },
  },
} satisfies Tables
