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
  'a stream of one token': generationStream(eventsSaying('Hello')),
  'a space behind data:': generationStream(framed(eventsSaying('Hello', ' there'), 'data: ')),
  'CR LF and comments': generationStream(
    framed(eventsSaying('Hello', ' there'), ': alive\n\ndata:').replaceAll('\n', '\r\n'),
  ),
  'more members': generationStream([
    anEvent('Hello', 1, { input_usage: {}, token: { logprobs: { 7: { logprob: -0.5 } } } }),
    anEvent('', 2, { ...FINISHED, token: { special: true } }),
  ]),
  'the whole text in the last event': generationStream([
    anEvent('Hello', 1),
    anEvent(' there', 2, { ...FINISHED, generated_text: 'Hello there', details: { generated_tokens: 2 } }),
  ]),
}
const LEGAL_REPLIES = {
  'a reply': generation(),
  'two answers': generation(aGeneration(two), asks({ n: 2, best_of: 2 })),
  'two answers by best_of alone': generation(aGeneration(two), asks({ best_of: 2 })),
  'more members': generation(aGeneration({ logprobs: [], input_usage: {}, tokens: [] })),
  'an empty answer': generation(aGeneration({ generated_text: [''], count_output_tokens: 0 })),
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
      'no counts': [
        generation(aGeneration({ count_output_tokens: undefined, prompt_tokens: undefined })),
        '/count_output_tokens',
        '/prompt_tokens',
      ],
      'a completion': [
        generation(aCompletion()),
        '/generated_text',
        '/count_output_tokens',
        '/finish_reason',
        '/prompt_tokens',
      ],
    },
  },

  'generate/field-types': {
    pass: { ...LEGAL_REPLIES, 'a count that is missing': generation(aGeneration({ prompt_tokens: undefined })) },
    fail: {
      'a count as text': [generation(aGeneration({ prompt_tokens: '4' })), '/prompt_tokens'],
      'a negative count': [generation(aGeneration({ count_output_tokens: -1 })), '/count_output_tokens'],
      'null in a list of counts': [
        generation(aGeneration({ ...two, count_output_tokens: [1, null] })),
        '/count_output_tokens/1',
      ],
    },
  },

  'generate/text-is-list': {
    pass: LEGAL_REPLIES,
    fail: {
      'a text': [generation(aGeneration({ generated_text: 'Hello' })), '/generated_text'],
      'null in the list': [generation(aGeneration({ generated_text: [null] })), '/generated_text/0'],
    },
  },

  'generate/finish-reason-enum': {
    pass: LEGAL,
    fail: {
      'the name of a token': [generation(aGeneration({ finish_reason: 'eos' })), '/finish_reason'],
      'null in a reply': [generation(aGeneration({ finish_reason: null })), '/finish_reason'],
      'one of two': [generation(aGeneration({ ...two, finish_reason: ['stop', 'eos'] })), '/finish_reason/1'],
      'in a stream': [
        generationStream([anEvent('Hello', 1, { finished: true, finish_reason: 'eos' })]),
        '/chunks/0/finish_reason',
      ],
    },
  },

  'generate/event-required-fields': {
    pass: LEGAL_STREAMS,
    fail: {
      'nulls left out': [
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
      'finished as text': [generationStream([anEvent('Hello', 1, { finished: 'true' })]), '/chunks/0/finished'],
      'an id as text': [
        generationStream([anEvent('Hello', 1, { ...FINISHED, token: { id: '7' } })]),
        '/chunks/0/token/id',
      ],
      'a count from 0': [generationStream([anEvent('Hello', 0, FINISHED)]), '/chunks/0/token/count_output_tokens'],
    },
  },

  'generate/one-entry-each': {
    pass: {
      ...LEGAL_REPLIES,
      'a number that should have been refused': generation(aGeneration(), asks({ best_of: 9 })),
    },
    fail: {
      'one text for two': [
        generation(aGeneration({ ...two, generated_text: ['a'] }), asks({ n: 2, best_of: 2 })),
        '/generated_text',
      ],
      'scalars for two': [
        generation(aGeneration({ generated_text: ['a', 'b'] }), asks({ best_of: 2 })),
        '/count_output_tokens',
        '/finish_reason',
      ],
      'lists for one': [
        generation(aGeneration({ count_output_tokens: [2], finish_reason: ['stop'] })),
        '/count_output_tokens',
        '/finish_reason',
      ],
      'a list that is too short': [
        generation(aGeneration({ ...two, finish_reason: ['stop'] }), asks({ n: 2 })),
        '/finish_reason',
      ],
    },
  },

  'generate/form-by-path': {
    pass: {
      ...LEGAL,
      'the root, not streamed': generation(aGeneration(), { endpoint: 'generate-either' }),
      'the root, streamed': generationStream(undefined, { endpoint: 'generate-either', ask: { stream: true } }),
      'stream in the body of the other path': generation(aGeneration(), { ask: { stream: true } }),
    },
    fail: {
      'JSON for a stream': [generation(aGeneration(), { endpoint: 'generate-stream' }), '/body'],
      'events for a reply': [generationStream(undefined, { endpoint: 'generate' }), '/body'],
      'the root, stream not heard': [
        generation(aGeneration(), { endpoint: 'generate-either', ask: { stream: true } }),
        '/body',
      ],
    },
  },

  'generate/finished-once-and-last': {
    pass: {
      ...LEGAL_STREAMS,
      'a stream that was cut': generationStream([anEvent('Hello', 1)], { ended: 'cut' }),
      'a stream that failed': generationStream([anEvent('Hello', 1), error]),
    },
    fail: {
      'no end': [generationStream([anEvent('Hello', 1), anEvent(' there', 2)]), '/chunks/1/finished'],
      'an end too early': [
        generationStream([anEvent('Hello', 1, FINISHED), anEvent('', 2, FINISHED)]),
        '/chunks/0/finished',
      ],
      'nothing at all': [generationStream(''), '/body'],
    },
  },

  'generate/reason-with-finished': {
    pass: LEGAL_STREAMS,
    fail: {
      'from the beginning': [
        generationStream([anEvent('Hello', 1, { finish_reason: 'length' }), anEvent('', 2, FINISHED)]),
        '/chunks/0/finish_reason',
      ],
      never: [generationStream([anEvent('Hello', 1, { finished: true })]), '/chunks/0/finish_reason'],
    },
  },

  'generate/count-grows-by-one': {
    pass: { ...LEGAL_STREAMS, 'no count': generationStream([anEvent('', 1, { token: { count_output_tokens: '1' } })]) },
    fail: {
      'a gap': [
        generationStream([anEvent('Hello', 1), anEvent('!', 3, FINISHED)]),
        '/chunks/1/token/count_output_tokens',
      ],
      'the same twice': [
        generationStream([anEvent('Hello', 1), anEvent('', 1, FINISHED)]),
        '/chunks/1/token/count_output_tokens',
      ],
      'from two on': [generationStream([anEvent('Hello', 2, FINISHED)]), '/chunks/0/token/count_output_tokens'],
    },
  },

  'generate/prompt-tokens-constant': {
    pass: LEGAL_STREAMS,
    fail: {
      'another count': [
        generationStream([anEvent('Hello', 1), anEvent('!', 2, { ...FINISHED, token: { prompt_tokens: 5 } })]),
        '/chunks/1/token/prompt_tokens',
      ],
    },
  },

  'generate/events-only': {
    pass: { ...LEGAL_STREAMS, 'an error at the end': generationStream([anEvent('Hello', 1), error]) },
    fail: {
      'a terminator': [generationStream(`${framed(eventsSaying('Hello'), 'data:')}data: [DONE]\n\n`), '/events/1/data'],
      'data that is no JSON': [
        generationStream(`data:hello\n\n${framed(eventsSaying('Hello'), 'data:')}`),
        '/events/0/data',
      ],
    },
  },

  'generate/max-new-tokens': {
    pass: {
      ...LEGAL,
      'as many as allowed': generation(aGeneration(), asks({ max_new_tokens: 2 })),
      'a limit that should have been refused': generation(aGeneration(), asks({ max_new_tokens: 0 })),
    },
    fail: {
      'one too many': [generation(aGeneration(), asks({ max_new_tokens: 1 })), '/count_output_tokens'],
      'one of two': [
        generation(aGeneration({ ...two, count_output_tokens: [1, 9] }), asks({ n: 2, max_new_tokens: 5 })),
        '/count_output_tokens/1',
      ],
      'in a stream': [generationStream(undefined, asks({ max_new_tokens: 1 })), '/chunks/1/token/count_output_tokens'],
    },
  },

  'generate/length-at-limit': {
    pass: {
      ...LEGAL,
      'at the limit': generation(aGeneration({ finish_reason: 'length' }), asks({ max_new_tokens: 2 })),
      'a limit beyond any context': generation(
        aGeneration({ finish_reason: 'length' }),
        asks({ max_new_tokens: 65535 }),
      ),
    },
    fail: {
      'far from the limit': [
        generation(aGeneration({ finish_reason: 'length' }), asks({ max_new_tokens: 200 })),
        '/count_output_tokens',
      ],
      'in a stream': [
        generationStream([anEvent('Hi', 1, { finished: true, finish_reason: 'length' })], asks({ max_new_tokens: 9 })),
        '/chunks/0/token/count_output_tokens',
      ],
    },
  },

  'generate/stop-sequences': {
    pass: {
      ...LEGAL,
      'a stop that was cut off': generation(aGeneration({ generated_text: ['one'] }), asks({ stop_sequences: ' two' })),
      'a stop that is the end': generation(
        aGeneration({ generated_text: ['one two'] }),
        asks({ stop_sequences: [' two'] }),
      ),
      'a stop in token ids': generation(aGeneration(), asks({ stop_sequences: [[1, 2]] })),
    },
    fail: {
      'text behind it': [
        generation(aGeneration({ generated_text: ['one two three'] }), asks({ stop_sequences: [' two'] })),
        '/texts/0',
      ],
      'in a stream': [
        generationStream(eventsSaying('one', ' tw', 'o three'), asks({ stop_sequences: ' two' })),
        '/texts/0',
      ],
    },
  },

  'generate/equals-stream': {
    pass: {
      'the same text': conversation(said('Hello there'), generationStream(undefined, greedy), said('Hello there')),
      'a server that never says the same': conversation(
        said('Hello'),
        generationStream(eventsSaying('Bye'), greedy),
        said('Hi'),
      ),
      'one reply alone to compare with': conversation(said('Hello'), generationStream(eventsSaying('Bye'), greedy)),
      'with sampling': conversation(generation(), generation(), generationStream(eventsSaying('Bye'))),
      'another request': conversation(
        generation(aGeneration(), asks({ do_sample: false, max_new_tokens: 9 })),
        generation(aGeneration(), asks({ do_sample: false, max_new_tokens: 9 })),
        generationStream(eventsSaying('Bye'), greedy),
      ),
      'a stream that was cut': conversation(
        said('Hello'),
        said('Hello'),
        generationStream(eventsSaying('Bye'), { ...greedy, ended: 'cut' }),
      ),
    },
    fail: {
      'another text': [
        conversation(said('Hello'), generationStream(eventsSaying('Hel', 'l'), greedy), said('Hello')),
        '/replies/1/texts/0',
      ],
    },
  },

  'generate/image-counted': {
    pass: {
      'more tokens for more pictures': conversation(shown(1, 286), shown(2, 542)),
      'as many pictures': conversation(shown(1, 286), shown(1, 280)),
      'other replies': conversation(completion(), completion()),
    },
    fail: { 'as many tokens': [conversation(shown(1, 286), shown(2, 286)), '/replies/1/prompt_tokens'] },
  },

  'generate/error-envelope': {
    pass: {
      'an error with its status': refused(400, wrapped(400)),
      'an error without a code': refused(429, { error: { message: 'Busy', type: 'server_error' } }),
      'an error of another endpoint': errorReply(404, { detail: 'Not Found' }, { endpoint: 'other' }),
      'a page that was cut': reply('<p', { endpoint: 'generate', status: 500, ended: 'cut' }),
    },
    fail: {
      'the words of the framework': [refused(422, { detail: [] }), '/error'],
      'no message': [refused(400, { error: { type: 'a' } }), '/error/message'],
      'a page': [reply('<p>no', { endpoint: 'generate', status: 500 }), '/body'],
    },
  },

  'generate/error-code-is-status': {
    pass: { 'the status': refused(417, wrapped(417)), 'a null': refused(400, wrapped(null)) },
    fail: { 'another status': [refused(400, wrapped(500)), '/error/code'] },
  },
} satisfies Tables
