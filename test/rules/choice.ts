import type { Tables } from '../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, chunksSaying, completion, stream } from '../support/seen.ts'

const having = (patch: Record<string, unknown>, about = {}) =>
  completion(aCompletion({ choices: [aChoice(patch)] }), about)
const indexed = (...indexes: unknown[]) =>
  completion(aCompletion({ choices: indexes.map((index) => aChoice({ index })) }))

const asking = (n: unknown) => ({ ask: { n } })

const limited = { ask: { max_tokens: 500 } }
const ended = (finish_reason: string, message = {}) => aCompletion({ choices: [aChoice({ finish_reason, message })] })

export default {
  'choice/required-fields': {
    pass: {
      'all required fields': completion(),
      'vendor extension fields': having({ stop_reason: null, native_finish_reason: 'STOP' }),
      'no logprobs (another rule)': having({ logprobs: undefined }),
      'finish_reason null (another rule)': having({ finish_reason: null }),
    },
    fail: {
      'no finish_reason': [having({ finish_reason: undefined }), '/choices/0/finish_reason'],
      'no index': [having({ index: undefined }), '/choices/0/index'],
      'no message': [
        completion(aCompletion({ choices: [{ index: 0, finish_reason: 'stop', logprobs: null }] })),
        '/choices/0/message',
      ],
      'a null message': [completion(aCompletion({ choices: [{ ...aChoice(), message: null }] })), '/choices/0/message'],
      'a choice that is a string': [completion(aCompletion({ choices: ['Hi'] })), '/choices/0'],
    },
  },

  'choice/logprobs-key': {
    pass: {
      null: completion(),
      'an object': having({ logprobs: { content: null, refusal: null } }),
      'an object of another shape (another rule)': having({ logprobs: {} }),
    },
    fail: {
      absent: [having({ logprobs: undefined }), '/choices/0/logprobs'],
      'absent in the second choice': [
        completion(aCompletion({ choices: [aChoice(), aChoice({ index: 1, logprobs: undefined })] })),
        '/choices/1/logprobs',
      ],
    },
  },

  'choice/count-equals-n': {
    pass: {
      'one choice, no n requested': completion(),
      'one choice, n null': completion(aCompletion(), asking(null)),
      'two choices, n 2': completion(aCompletion({ choices: [aChoice(), aChoice({ index: 1 })] }), asking(2)),
      'n is not a number': completion(aCompletion(), asking('two')),
      'choices is not an array': completion(aCompletion({ choices: null })),
    },
    fail: {
      'one choice, n 3': [completion(aCompletion(), asking(3)), '/choices'],
      'no choices': [completion(aCompletion({ choices: [] })), '/choices'],
      'content and tool call split into two choices': [
        completion(
          aCompletion({
            choices: [aChoice(), aChoice({ message: { content: null, tool_calls: [aCall('f', '{}')] } })],
          }),
        ),
        '/choices',
      ],
    },
  },

  'choice/index-set': {
    pass: {
      'one choice': indexed(0),
      'three choices': indexed(0, 1, 2),
      'three choices in another order': indexed(2, 0, 1),
      'indexes that are not integers (another rule)': indexed('0', null),
    },
    fail: {
      'index starts at 1': [indexed(1), '/choices/0/index'],
      'the same index twice': [indexed(0, 0), '/choices/1/index'],
      'a gap in the indexes': [indexed(0, 2), '/choices/1/index'],
      'a negative index': [indexed(-1), '/choices/0/index'],
    },
  },

  'choice/index-ascending': {
    pass: {
      'one choice': indexed(0),
      'three choices': indexed(0, 1, 2),
      'a gap in the indexes (another rule)': indexed(2, 1),
    },
    fail: {
      'two choices in reverse order': [indexed(1, 0), '/choices/0/index'],
      'the last two choices swapped': [indexed(0, 2, 1), '/choices/1/index'],
    },
  },

  'choice/finish-reason-enum': {
    pass: {
      stop: completion(),
      length: having({ finish_reason: 'length' }),
      'the deprecated function_call': having({ finish_reason: 'function_call' }),
      'absent (another rule)': having({ finish_reason: undefined }),
    },
    fail: {
      null: [having({ finish_reason: null }), '/choices/0/finish_reason'],
      'an empty string': [having({ finish_reason: '' }), '/choices/0/finish_reason'],
      'a vendor-specific reason': [having({ finish_reason: 'eos_token' }), '/choices/0/finish_reason'],
      'in upper case': [having({ finish_reason: 'STOP' }), '/choices/0/finish_reason'],
    },
  },

  'choice/finish-reason-stop': {
    pass: {
      stop: completion(aCompletion(), limited),
      'length at the limit': completion(ended('length'), { ask: { max_tokens: 3 } }),
      'length without max_tokens (the server may have its own limit)': completion(ended('length')),
      'length in a long conversation (the context may be full)': completion(
        { ...ended('length'), usage: { prompt_tokens: 2040, completion_tokens: 8, total_tokens: 2048 } },
        limited,
      ),
      'length after reasoning that only total_tokens counts': completion(
        { ...ended('length'), usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 60 } },
        limited,
      ),
      'tool_calls with a call': completion(ended('tool_calls', { content: null, tool_calls: [aCall('f', '{}')] })),
      'tool_calls with tools in the request (another rule)': completion(ended('tool_calls'), {
        ask: { tools: [{ type: 'function', function: { name: 'f' } }] },
      }),
      content_filter: completion(ended('content_filter')),
      'a stream': stream(chunksSaying('Hi')),
    },
    fail: {
      'length long before the limit': [completion(ended('length'), limited), '/choices/0/finish_reason'],
      'length long before the limit of two choices': [
        completion(
          aCompletion({
            choices: [aChoice(), aChoice({ index: 1, finish_reason: 'length' })],
            usage: { prompt_tokens: 9, completion_tokens: 6, total_tokens: 15 },
          }),
          { ask: { n: 2, max_tokens: 20 } },
        ),
        '/choices/1/finish_reason',
      ],
      'tool_calls without tools': [completion(ended('tool_calls')), '/choices/0/finish_reason'],
      'function_call without functions': [completion(ended('function_call')), '/choices/0/finish_reason'],
      'tool_calls at the end of a stream': [
        stream([aChunk({ role: 'assistant', content: 'Hi' }), aChunk({}, { finish_reason: 'tool_calls' })]),
        '/choices/0/finish_reason',
      ],
    },
  },
} satisfies Tables
