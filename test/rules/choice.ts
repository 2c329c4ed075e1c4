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
      'all of them': completion(),
      'members of a vendor': having({ stop_reason: null, native_finish_reason: 'STOP' }),
      'no logprobs is named by another rule': having({ logprobs: undefined }),
      'null in place of a reason is named by another rule': having({ finish_reason: null }),
    },
    fail: {
      'no finish_reason': [having({ finish_reason: undefined }), '/choices/0/finish_reason'],
      'no index': [having({ index: undefined }), '/choices/0/index'],
      'no message': [
        completion(aCompletion({ choices: [{ index: 0, finish_reason: 'stop', logprobs: null }] })),
        '/choices/0/message',
      ],
      'a null message': [completion(aCompletion({ choices: [{ ...aChoice(), message: null }] })), '/choices/0/message'],
      'a choice that is text': [completion(aCompletion({ choices: ['Hi'] })), '/choices/0'],
    },
  },

  'choice/logprobs-key': {
    pass: {
      null: completion(),
      'an object': having({ logprobs: { content: null, refusal: null } }),
      'an object of another shape is named by another rule': having({ logprobs: {} }),
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
      'one without n': completion(),
      'one for null': completion(aCompletion(), asking(null)),
      'two for two': completion(aCompletion({ choices: [aChoice(), aChoice({ index: 1 })] }), asking(2)),
      'an n that is no count': completion(aCompletion(), asking('two')),
      'choices that are no array': completion(aCompletion({ choices: null })),
    },
    fail: {
      'one for three': [completion(aCompletion(), asking(3)), '/choices'],
      none: [completion(aCompletion({ choices: [] })), '/choices'],
      'text and call in two choices': [
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
      one: indexed(0),
      three: indexed(0, 1, 2),
      'three in another order': indexed(2, 0, 1),
      'no integer: another rule': indexed('0', null),
    },
    fail: {
      'one that counts from 1': [indexed(1), '/choices/0/index'],
      'two of the same': [indexed(0, 0), '/choices/1/index'],
      'a gap': [indexed(0, 2), '/choices/1/index'],
      negative: [indexed(-1), '/choices/0/index'],
    },
  },

  'choice/index-ascending': {
    pass: { one: indexed(0), three: indexed(0, 1, 2), 'a gap is named by another rule': indexed(2, 1) },
    fail: {
      'two the other way round': [indexed(1, 0), '/choices/0/index'],
      'the last two swapped': [indexed(0, 2, 1), '/choices/1/index'],
    },
  },

  'choice/finish-reason-enum': {
    pass: {
      stop: completion(),
      length: having({ finish_reason: 'length' }),
      'the old reason': having({ finish_reason: 'function_call' }),
      'absent is named by another rule': having({ finish_reason: undefined }),
    },
    fail: {
      null: [having({ finish_reason: null }), '/choices/0/finish_reason'],
      empty: [having({ finish_reason: '' }), '/choices/0/finish_reason'],
      'a reason of a vendor': [having({ finish_reason: 'eos_token' }), '/choices/0/finish_reason'],
      'in capitals': [having({ finish_reason: 'STOP' }), '/choices/0/finish_reason'],
    },
  },

  'choice/finish-reason-stop': {
    pass: {
      stop: completion(aCompletion(), limited),
      'length at the limit': completion(ended('length'), { ask: { max_tokens: 3 } }),
      'length without a limit: the server may have one': completion(ended('length')),
      'length in a long conversation: the context may be full': completion(
        { ...ended('length'), usage: { prompt_tokens: 2040, completion_tokens: 8, total_tokens: 2048 } },
        limited,
      ),
      'length after thoughts that only the total counts': completion(
        { ...ended('length'), usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 60 } },
        limited,
      ),
      'tool_calls with a call': completion(ended('tool_calls', { content: null, tool_calls: [aCall('f', '{}')] })),
      'tool_calls where tools were offered: another rule': completion(ended('tool_calls'), {
        ask: { tools: [{ type: 'function', function: { name: 'f' } }] },
      }),
      content_filter: completion(ended('content_filter')),
      'a stream': stream(chunksSaying('Hi')),
    },
    fail: {
      'length long before the limit': [completion(ended('length'), limited), '/choices/0/finish_reason'],
      'tool_calls without tools': [completion(ended('tool_calls')), '/choices/0/finish_reason'],
      'function_call without functions': [completion(ended('function_call')), '/choices/0/finish_reason'],
      'tool_calls at the end of a stream': [
        stream([aChunk({ role: 'assistant', content: 'Hi' }), aChunk({}, { finish_reason: 'tool_calls' })]),
        '/choices/0/finish_reason',
      ],
    },
  },
} satisfies Tables
