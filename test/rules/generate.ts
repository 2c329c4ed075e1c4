import { aGeneration, anEvent, eventsSaying, FINISHED, generation, generationStream } from '../support/generations.ts'
import type { Tables } from '../support/rule.ts'
import { aCompletion, completion, conversation, type ERROR, errorReply, reply } from '../support/seen.ts'

const asks = (parameters: Record<string, unknown>) => ({ ask: { parameters } })
const two = { generated_text: ['a', 'b'], count_output_tokens: [1, 1], finish_reason: ['stop', 'length'] }
const framed = (events: readonly unknown[], prefix: string) =>
  events.map((event) => `${prefix}${JSON.stringify(event)}\n\n`).join('')

/** Streams that use every freedom: no rule may speak. */
const LEGAL_STREAMS = {
  'a stream': generationStream(),
  'a stream with one token': generationStream(eventsSaying('Hello')),
  'a space after data:': generationStream(framed(eventsSaying('Hello', ' there'), 'data: ')),
  'CR LF line ends and comments': generationStream(
    framed(eventsSaying('Hello', ' there'), ': alive\n\ndata:').replaceAll('\n', '\r\n'),
  ),
  'extra fields in a stream': generationStream([
    anEvent('Hello', 1, { input_usage: {}, token: { logprobs: { 7: { logprob: -0.5 } } } }),
    anEvent('', 2, { ...FINISHED, token: { special: true } }),
  ]),
  'the full text in the last event': generationStream([
    anEvent('Hello', 1),
    anEvent(' there', 2, { ...FINISHED, generated_text: 'Hello there', details: { generated_tokens: 2 } }),
  ]),
}
const LEGAL_REPLIES = {
  'a reply': generation(),
  'two generated texts': generation(aGeneration(two), asks({ n: 2, best_of: 2 })),
  'two generated texts requested by best_of only': generation(aGeneration(two), asks({ best_of: 2 })),
  'extra fields': generation(aGeneration({ logprobs: [], input_usage: {}, tokens: [] })),
  'an empty generated text': generation(aGeneration({ generated_text: [''], count_output_tokens: 0 })),
}
const LEGAL = { ...LEGAL_REPLIES, ...LEGAL_STREAMS }

const error = { error: { message: 'Busy', type: 'server_error' } }

const greedy = asks({ do_sample: false })
const said = (text: string) => generation(aGeneration({ generated_text: [text] }), greedy)

const shown = (count: number, prompt_tokens: number) =>
  generation(aGeneration({ prompt_tokens }), { ask: { multimodal_params: { images: Array(count).fill({}) } } })

const refused = (status: number, body: unknown) => errorReply(status, body, { endpoint: 'generate' })
const wrapped = (code: unknown): typeof ERROR =>
  ({ error: { message: 'No.', type: 'BadRequestError', param: null, code } }) as never

export default {
  'generate/required-fields': {
    pass: LEGAL_REPLIES,
    fail: {
      'no token counts': [
        generation(aGeneration({ count_output_tokens: undefined, prompt_tokens: undefined })),
        '/count_output_tokens',
        '/prompt_tokens',
      ],
      'a chat completion in place of a generate reply': [
        generation(aCompletion()),
        '/generated_text',
        '/count_output_tokens',
        '/finish_reason',
        '/prompt_tokens',
      ],
    },
  },

  'generate/field-types': {
    pass: { ...LEGAL_REPLIES, 'a missing count': generation(aGeneration({ prompt_tokens: undefined })) },
    fail: {
      'a count that is a string': [generation(aGeneration({ prompt_tokens: '4' })), '/prompt_tokens'],
      'a negative count': [generation(aGeneration({ count_output_tokens: -1 })), '/count_output_tokens'],
      'null in an array of counts': [
        generation(aGeneration({ ...two, count_output_tokens: [1, null] })),
        '/count_output_tokens/1',
      ],
    },
  },

  'generate/text-is-list': {
    pass: LEGAL_REPLIES,
    fail: {
      'a string': [generation(aGeneration({ generated_text: 'Hello' })), '/generated_text'],
      'null in the array': [generation(aGeneration({ generated_text: [null] })), '/generated_text/0'],
    },
  },

  'generate/finish-reason-enum': {
    pass: LEGAL,
    fail: {
      'the name of a token as reason': [generation(aGeneration({ finish_reason: 'eos' })), '/finish_reason'],
      'null in a reply': [generation(aGeneration({ finish_reason: null })), '/finish_reason'],
      'one of two reasons wrong': [
        generation(aGeneration({ ...two, finish_reason: ['stop', 'eos'] })),
        '/finish_reason/1',
      ],
      'a wrong reason in a stream': [
        generationStream([anEvent('Hello', 1, { finished: true, finish_reason: 'eos' })]),
        '/chunks/0/finish_reason',
      ],
    },
  },

  'generate/event-required-fields': {
    pass: LEGAL_STREAMS,
    fail: {
      'nullable fields left out': [
        generationStream([anEvent('Hello', 1, { ...FINISHED, generated_text: undefined, details: undefined })]),
        '/chunks/0/generated_text',
        '/chunks/0/details',
      ],
      'a token without counts': [
        generationStream([
          anEvent('Hello', 1, { ...FINISHED, token: { count_output_tokens: undefined, prompt_tokens: undefined } }),
        ]),
        '/chunks/0/token/count_output_tokens',
        '/chunks/0/token/prompt_tokens',
      ],
      'no token': [generationStream([{ ...anEvent('', 1, FINISHED), token: null }]), '/chunks/0/token'],
    },
  },

  'generate/event-field-types': {
    pass: LEGAL_STREAMS,
    fail: {
      'finished is a string': [generationStream([anEvent('Hello', 1, { finished: 'true' })]), '/chunks/0/finished'],
      'a token id that is a string': [
        generationStream([anEvent('Hello', 1, { ...FINISHED, token: { id: '7' } })]),
        '/chunks/0/token/id',
      ],
      'a count that starts at 0': [
        generationStream([anEvent('Hello', 0, FINISHED)]),
        '/chunks/0/token/count_output_tokens',
      ],
    },
  },

  'generate/one-entry-each': {
    pass: {
      ...LEGAL_REPLIES,
      'an n that should have been refused': generation(aGeneration(), asks({ best_of: 9 })),
    },
    fail: {
      'one text for n 2': [
        generation(aGeneration({ ...two, generated_text: ['a'] }), asks({ n: 2, best_of: 2 })),
        '/generated_text',
      ],
      'scalars in place of arrays for n 2': [
        generation(aGeneration({ generated_text: ['a', 'b'] }), asks({ best_of: 2 })),
        '/count_output_tokens',
        '/finish_reason',
      ],
      'arrays for n 1': [
        generation(aGeneration({ count_output_tokens: [2], finish_reason: ['stop'] })),
        '/count_output_tokens',
        '/finish_reason',
      ],
      'an array that is too short': [
        generation(aGeneration({ ...two, finish_reason: ['stop'] }), asks({ n: 2 })),
        '/finish_reason',
      ],
    },
  },

  'generate/form-by-path': {
    pass: {
      ...LEGAL,
      'the root path without stream': generation(aGeneration(), { endpoint: 'generate-either' }),
      'the root path with stream': generationStream(undefined, { endpoint: 'generate-either', ask: { stream: true } }),
      'stream true in the body of the other path': generation(aGeneration(), { ask: { stream: true } }),
    },
    fail: {
      'JSON in place of a stream': [generation(aGeneration(), { endpoint: 'generate-stream' }), '/body'],
      'events in place of a JSON reply': [generationStream(undefined, { endpoint: 'generate' }), '/body'],
      'the root path ignores stream': [
        generation(aGeneration(), { endpoint: 'generate-either', ask: { stream: true } }),
        '/body',
      ],
    },
  },

  'generate/finished-once-and-last': {
    pass: {
      ...LEGAL_STREAMS,
      'an incomplete stream': generationStream([anEvent('Hello', 1)], { ended: 'cut' }),
      'a stream that ends in an error': generationStream([anEvent('Hello', 1), error]),
    },
    fail: {
      'no event with finished true': [
        generationStream([anEvent('Hello', 1), anEvent(' there', 2)]),
        '/chunks/1/finished',
      ],
      'finished true before the last event': [
        generationStream([anEvent('Hello', 1, FINISHED), anEvent('', 2, FINISHED)]),
        '/chunks/0/finished',
      ],
      'a stream without events': [generationStream(''), '/body'],
    },
  },

  'generate/reason-with-finished': {
    pass: LEGAL_STREAMS,
    fail: {
      'finish_reason set in every event': [
        generationStream([anEvent('Hello', 1, { finish_reason: 'length' }), anEvent('', 2, FINISHED)]),
        '/chunks/0/finish_reason',
      ],
      'finish_reason never set': [
        generationStream([anEvent('Hello', 1, { finished: true })]),
        '/chunks/0/finish_reason',
      ],
    },
  },

  'generate/count-grows-by-one': {
    pass: {
      ...LEGAL_STREAMS,
      'events without a count': generationStream([anEvent('', 1, { token: { count_output_tokens: '1' } })]),
    },
    fail: {
      'a gap in the counts': [
        generationStream([anEvent('Hello', 1), anEvent('!', 3, FINISHED)]),
        '/chunks/1/token/count_output_tokens',
      ],
      'the same count twice': [
        generationStream([anEvent('Hello', 1), anEvent('', 1, FINISHED)]),
        '/chunks/1/token/count_output_tokens',
      ],
      'the first count is 2': [
        generationStream([anEvent('Hello', 2, FINISHED)]),
        '/chunks/0/token/count_output_tokens',
      ],
    },
  },

  'generate/prompt-tokens-constant': {
    pass: LEGAL_STREAMS,
    fail: {
      'prompt_tokens changes between events': [
        generationStream([anEvent('Hello', 1), anEvent('!', 2, { ...FINISHED, token: { prompt_tokens: 5 } })]),
        '/chunks/1/token/prompt_tokens',
      ],
    },
  },

  'generate/events-only': {
    pass: { ...LEGAL_STREAMS, 'an error at the end': generationStream([anEvent('Hello', 1), error]) },
    fail: {
      'a [DONE] terminator': [
        generationStream(`${framed(eventsSaying('Hello'), 'data:')}data: [DONE]\n\n`),
        '/events/1/data',
      ],
      'data that is not JSON': [
        generationStream(`data:hello\n\n${framed(eventsSaying('Hello'), 'data:')}`),
        '/events/0/data',
      ],
    },
  },

  'generate/max-new-tokens': {
    pass: {
      ...LEGAL,
      'as many tokens as allowed': generation(aGeneration(), asks({ max_new_tokens: 2 })),
      'a limit that should have been refused': generation(aGeneration(), asks({ max_new_tokens: 0 })),
    },
    fail: {
      'one token too many': [generation(aGeneration(), asks({ max_new_tokens: 1 })), '/count_output_tokens'],
      'one of two texts too long': [
        generation(aGeneration({ ...two, count_output_tokens: [1, 9] }), asks({ n: 2, max_new_tokens: 5 })),
        '/count_output_tokens/1',
      ],
      'one token too many in a stream': [
        generationStream(undefined, asks({ max_new_tokens: 1 })),
        '/chunks/1/token/count_output_tokens',
      ],
    },
  },

  'generate/length-at-limit': {
    pass: {
      ...LEGAL,
      'finish_reason length at the limit': generation(
        aGeneration({ finish_reason: 'length' }),
        asks({ max_new_tokens: 2 }),
      ),
      'a limit larger than any context': generation(
        aGeneration({ finish_reason: 'length' }),
        asks({ max_new_tokens: 65535 }),
      ),
    },
    fail: {
      'finish_reason length far below the limit': [
        generation(aGeneration({ finish_reason: 'length' }), asks({ max_new_tokens: 200 })),
        '/count_output_tokens',
      ],
      'finish_reason length below the limit in a stream': [
        generationStream([anEvent('Hi', 1, { finished: true, finish_reason: 'length' })], asks({ max_new_tokens: 9 })),
        '/chunks/0/token/count_output_tokens',
      ],
    },
  },

  'generate/stop-sequences': {
    pass: {
      ...LEGAL,
      'the stop sequence removed': generation(
        aGeneration({ generated_text: ['one'] }),
        asks({ stop_sequences: ' two' }),
      ),
      'the text ends with the stop sequence': generation(
        aGeneration({ generated_text: ['one two'] }),
        asks({ stop_sequences: [' two'] }),
      ),
      'stop sequences given as token ids': generation(aGeneration(), asks({ stop_sequences: [[1, 2]] })),
    },
    fail: {
      'text after the stop sequence': [
        generation(aGeneration({ generated_text: ['one two three'] }), asks({ stop_sequences: [' two'] })),
        '/texts/0',
      ],
      'text after the stop sequence in a stream': [
        generationStream(eventsSaying('one', ' tw', 'o three'), asks({ stop_sequences: ' two' })),
        '/texts/0',
      ],
    },
  },

  'generate/equals-stream': {
    pass: {
      'the same text': conversation(said('Hello there'), generationStream(undefined, greedy), said('Hello there')),
      'replies that differ without stream as well': conversation(
        said('Hello'),
        generationStream(eventsSaying('Bye'), greedy),
        said('Hi'),
      ),
      'only one reply without stream': conversation(said('Hello'), generationStream(eventsSaying('Bye'), greedy)),
      'with sampling': conversation(generation(), generation(), generationStream(eventsSaying('Bye'))),
      'another request': conversation(
        generation(aGeneration(), asks({ do_sample: false, max_new_tokens: 9 })),
        generation(aGeneration(), asks({ do_sample: false, max_new_tokens: 9 })),
        generationStream(eventsSaying('Bye'), greedy),
      ),
      'an incomplete stream': conversation(
        said('Hello'),
        said('Hello'),
        generationStream(eventsSaying('Bye'), { ...greedy, ended: 'cut' }),
      ),
    },
    fail: {
      'another text in the stream': [
        conversation(said('Hello'), generationStream(eventsSaying('Hel', 'l'), greedy), said('Hello')),
        '/replies/1/texts/0',
      ],
    },
  },

  'generate/image-counted': {
    pass: {
      'more tokens with more images': conversation(shown(1, 286), shown(2, 542)),
      'the same number of images': conversation(shown(1, 286), shown(1, 280)),
      'replies without images': conversation(completion(), completion()),
    },
    fail: {
      'as many tokens with more images': [conversation(shown(1, 286), shown(2, 286)), '/replies/1/prompt_tokens'],
    },
  },

  'generate/error-envelope': {
    pass: {
      'an error with its status': refused(400, wrapped(400)),
      'an error without a code': refused(429, { error: { message: 'Busy', type: 'server_error' } }),
      'an error of another endpoint': errorReply(404, { detail: 'Not Found' }, { endpoint: 'other' }),
      'an incomplete HTML page': reply('<p', { endpoint: 'generate', status: 500, ended: 'cut' }),
    },
    fail: {
      'the error format of the web framework': [refused(422, { detail: [] }), '/error'],
      'no message': [refused(400, { error: { type: 'a' } }), '/error/message'],
      'an HTML page': [reply('<p>no', { endpoint: 'generate', status: 500 }), '/body'],
    },
  },

  'generate/error-code-is-status': {
    pass: { 'code equals the status': refused(417, wrapped(417)), 'code null': refused(400, wrapped(null)) },
    fail: { 'code differs from the status': [refused(400, wrapped(500)), '/error/code'] },
  },
} satisfies Tables
