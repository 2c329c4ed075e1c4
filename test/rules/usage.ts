import type { Tables } from '../support/rule.ts'
import {
  aCall,
  aChoice,
  aCompletion,
  aUsageChunk,
  chunksSaying,
  completion,
  conversation,
  stream,
} from '../support/seen.ts'

type Counts = Record<string, unknown>
const COUNTS = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
const counting = (patch: Counts, about = {}) => completion(aCompletion({ usage: { ...COUNTS, ...patch } }), about)
/** A stream whose usage chunk is its fourth. */
const streaming = (patch: Counts) => stream([...chunksSaying('Hi'), aUsageChunk({ ...COUNTS, ...patch })])
const counted = (prompt: number, completed: number) => ({
  usage: { prompt_tokens: prompt, completion_tokens: completed, total_tokens: prompt + completed },
})

/** A reply with so many tokens with log probabilities in each choice. */
const scoring = (entries: number, completed: number, choices = 1) => {
  const content = Array.from({ length: entries }, () => ({ token: 'a', logprob: -1, bytes: [97], top_logprobs: [] }))
  const choice = (index: number) => aChoice({ index, logprobs: { content, refusal: null } })
  return completion(
    aCompletion({ choices: Array.from({ length: choices }, (_, i) => choice(i)), ...counted(9, completed) }),
  )
}

const silent = [aChoice({ message: { content: '' } })]

const asked = (ask: Counts, prompt: number, completed = 3, choices: unknown[] = [aChoice()]) =>
  completion(aCompletion({ choices, ...counted(prompt, completed) }), { ask })
const streamed = (ask: Counts, prompt: number) =>
  stream([...chunksSaying('Hi'), aUsageChunk(counted(prompt, 3).usage)], {
    ask: { ...ask, stream_options: { include_usage: true } },
  })
const words = (content: string) => ({ messages: [{ role: 'user', content }] })

const FIRM = { temperature: 0, seed: 7 }
const costs = (completion_tokens: number, message = {}, ask = {}) =>
  completion(
    aCompletion({ choices: [aChoice({ message: { content: 'Hi', ...message } })], ...counted(9, completion_tokens) }),
    {
      ask: { ...FIRM, ...ask },
    },
  )
const streamedFor = (completion_tokens: number, text = 'Hi', ask = {}) =>
  stream([...chunksSaying(text), aUsageChunk(counted(9, completion_tokens).usage)], {
    ask: { ...FIRM, ...ask, stream_options: { include_usage: true } },
  })
const thinks = { reasoning_content: 'Hm.' }
const pondered = (completion_tokens: number) => {
  const usage = { ...counted(9, completion_tokens).usage, completion_tokens_details: { reasoning_tokens: 20 } }
  return completion(aCompletion({ choices: [aChoice({ message: { content: 'Hi' } })], usage }), { ask: FIRM })
}
const calling = { tool_calls: [aCall('f', '{}')] }

const long = words('word '.repeat(50))
const PICTURE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }
const MUCH = ' and more'.repeat(20)
const parts = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] })
const result = (id: string, content: string) => ({
  messages: [
    { role: 'user', content: 'How warm is it?' },
    { role: 'assistant', content: null, tool_calls: [aCall('get_weather', '{}')] },
    { role: 'tool', tool_call_id: id, content },
  ],
})

const full = (n: number) => Array.from({ length: n }, (_, index) => aChoice({ index, finish_reason: 'length' }))
const limit = { max_tokens: 16 }

export default {
  'usage/required-fields': {
    pass: {
      'all three counts': completion(),
      'no usage': completion(aCompletion({ usage: undefined })),
      'null in a stream': stream(chunksSaying('Hi').map((chunk) => ({ ...chunk, usage: null }))),
      'vendor extension fields': counting({ cost: 0.1, prompt_cache_hit_tokens: 0 }),
    },
    fail: {
      'null outside a stream': [completion(aCompletion({ usage: null })), '/usage'],
      'no completion_tokens': [counting({ completion_tokens: undefined }), '/usage/completion_tokens'],
      'a count that is a string': [counting({ prompt_tokens: '9' }), '/usage/prompt_tokens'],
      'null in the usage chunk': [streaming({ total_tokens: null }), '/chunks/3/usage/total_tokens'],
    },
  },

  'usage/details-types': {
    pass: {
      absent: completion(),
      'an object of counts': counting({ prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: {} }),
      'vendor extension fields': counting({ prompt_tokens_details: { video_tokens: 'none' } }),
    },
    fail: {
      null: [counting({ prompt_tokens_details: null }), '/usage/prompt_tokens_details'],
      'a count that is a string': [
        counting({ completion_tokens_details: { reasoning_tokens: '1' } }),
        '/usage/completion_tokens_details/reasoning_tokens',
      ],
      'null in a stream': [streaming({ completion_tokens_details: null }), '/chunks/3/usage/completion_tokens_details'],
    },
  },

  'usage/total-is-sum': {
    pass: {
      'the sum': completion(),
      'the sum in a stream': streaming({}),
      'a count that is a string (another rule)': counting({ total_tokens: '99' }),
    },
    fail: {
      'one more than the sum': [counting({ total_tokens: 13 }), '/usage/total_tokens'],
      'hidden tokens only in the total': [streaming({ total_tokens: 40 }), '/chunks/3/usage/total_tokens'],
    },
  },

  'usage/completion-counts-entries': {
    pass: {
      'as many as entries': scoring(3, 3),
      'the end token is counted too': scoring(3, 4),
      'no log probabilities': counting({}),
      'a count of 0 (another rule)': scoring(3, 0),
    },
    fail: {
      'fewer than entries': [scoring(5, 4), '/usage/completion_tokens'],
      'the entries of two choices': [scoring(3, 4, 2), '/usage/completion_tokens'],
    },
  },

  'usage/details-bounded': {
    pass: {
      'no details': completion(),
      'all prompt tokens cached': counting({ prompt_tokens_details: { cached_tokens: 9, audio_tokens: 0 } }),
      'no prompt_tokens to compare with': counting({
        prompt_tokens: undefined,
        prompt_tokens_details: { cached_tokens: 9 },
      }),
    },
    fail: {
      'more cached tokens than prompt tokens': [
        counting({ prompt_tokens_details: { cached_tokens: 10 } }),
        '/usage/prompt_tokens_details/cached_tokens',
      ],
      'more reasoning tokens than completion tokens': [
        streaming({ completion_tokens_details: { reasoning_tokens: 28 } }),
        '/chunks/3/usage/completion_tokens_details/reasoning_tokens',
      ],
    },
  },

  'usage/positive': {
    pass: {
      'positive counts': completion(),
      'no completion tokens for an empty answer': completion(aCompletion({ choices: silent, ...counted(9, 0) })),
      'no prompt tokens for a prompt without text': completion(aCompletion(counted(0, 3)), {
        ask: { messages: [{ role: 'user', content: '' }] },
      }),
      'growing counts in a stream': stream([
        ...chunksSaying('Hi').map((chunk) => ({ ...chunk, ...counted(9, 0) })),
        aUsageChunk(COUNTS),
      ]),
    },
    fail: {
      '-1 for unknown': [
        counting({ completion_tokens: -1, total_tokens: -1 }),
        '/usage/completion_tokens',
        '/usage/total_tokens',
      ],
      'no prompt tokens': [counting({ prompt_tokens: 0 }), '/usage/prompt_tokens'],
      'no completion tokens for a text': [streaming({ completion_tokens: 0 }), '/chunks/3/usage/completion_tokens'],
      'no completion tokens for a tool call': [
        completion(
          aCompletion({
            choices: [aChoice({ message: { content: null, tool_calls: [aCall('f', '{}')] } })],
            ...counted(9, 0),
          }),
        ),
        '/usage/completion_tokens',
      ],
      'a negative detail': [
        counting({ prompt_tokens_details: { cached_tokens: -1 } }),
        '/usage/prompt_tokens_details/cached_tokens',
      ],
    },
  },

  'usage/prompt-repeatable': {
    pass: {
      'the same count three times': conversation(asked({}, 9), asked({ seed: 1 }, 9), streamed({}, 9)),
      'another question': conversation(asked(words('a'), 9), asked(words('a b'), 10)),
      'the same count with another limit and a stop string': conversation(
        asked({ max_tokens: 5 }, 9),
        asked({ max_tokens: 9, stop: 'x' }, 9),
      ),
      'other tools': conversation(asked({}, 9), asked({ tools: [] }, 30)),
    },
    fail: {
      'cached tokens not counted': [conversation(asked({}, 57), asked({}, 1)), '/replies/1/usage/prompt_tokens'],
      'counted differently with a stop string': [
        conversation(asked({}, 9), asked({ stop: 'x' }, 8)),
        '/replies/1/usage/prompt_tokens',
      ],
      'counted differently in a stream': [
        conversation(asked({}, 9), streamed({}, 8)),
        '/replies/1/usage/prompt_tokens',
      ],
    },
  },

  'usage/completion-repeatable': {
    pass: {
      'the same count with and without stream': conversation(costs(3), costs(3), streamedFor(3), streamedFor(3)),
      'a count that changes between equal requests': conversation(costs(3), costs(4), streamedFor(5)),
      'counts that differ between streams': conversation(costs(3), costs(3), streamedFor(4), streamedFor(5)),
      'another answer (another rule)': conversation(costs(3), costs(3), streamedFor(4, 'Hi there')),
      'reasoning in the reply': conversation(costs(30, thinks), costs(30, thinks), streamedFor(40)),
      'reasoning that is only counted': conversation(pondered(30), pondered(30), streamedFor(40)),
      'tool calls (may be formatted in several ways)': conversation(
        costs(30, calling),
        costs(30, calling),
        streamedFor(40),
      ),
      'a stop string that a stream detects later': conversation(
        costs(3, {}, { stop: 'x' }),
        costs(3, {}, { stop: 'x' }),
        streamedFor(4, 'Hi', { stop: 'x' }),
      ),
      'a stream without usage': conversation(costs(3), costs(3), stream(chunksSaying('Hi'), { ask: FIRM })),
    },
    fail: {
      'chunks counted in place of tokens': [
        conversation(costs(3), costs(3), streamedFor(5), streamedFor(5)),
        '/replies/2/usage/completion_tokens',
      ],
    },
  },

  'usage/prompt-monotone': {
    pass: {
      'a longer prompt counts more': conversation(asked(words('word '), 9), asked(long, 58)),
      'a different text': conversation(asked(words('Hello'), 90), asked(long, 58)),
      'a slightly longer prompt': conversation(asked(words('word '), 9), asked(words('word word '), 9)),
      'no prompt tokens in either reply': conversation(asked(words('word '), 0), asked(long, 0)),
      'a different tool result': conversation(asked(result('c1', 'Warm'), 90), asked(result('c2', `Warm${MUCH}`), 58)),
      'a different image': conversation(
        asked(parts(PICTURE, { type: 'text', text: 'Hi' }), 90),
        asked(parts({ type: 'image_url', image_url: { url: 'data:,' } }, { type: 'text', text: `Hi${MUCH}` }), 58),
      ),
      'a part that is not text': conversation(
        asked(parts({ type: 'text', text: 'Hi' }), 9),
        asked(parts({ type: 'text', text: 'Hi' }, { type: 'image_url', image_url: { url: MUCH } }), 9),
      ),
    },
    fail: {
      'the same count for a longer prompt': [
        conversation(asked(words('word '), 9), asked(long, 9)),
        '/replies/1/usage/prompt_tokens',
      ],
      'a longer tool result not counted': [
        conversation(asked(result('c1', 'Warm'), 40), asked(result('c1', `Warm${MUCH}`), 40)),
        '/replies/1/usage/prompt_tokens',
      ],
      'a second text part not counted': [
        conversation(
          asked(parts({ type: 'text', text: 'Hi' }), 9),
          asked(parts({ type: 'text', text: 'Hi' }, { type: 'text', text: MUCH }), 9),
        ),
        '/replies/1/usage/prompt_tokens',
      ],
      'a text after an image not counted': [
        conversation(
          asked(parts(PICTURE, { type: 'text', text: 'Hi' }), 9),
          asked(parts(PICTURE, { type: 'text', text: `Hi${MUCH}` }), 9),
        ),
        '/replies/1/usage/prompt_tokens',
      ],
      'fewer tokens for a longer prompt, sent first': [
        conversation(asked(long, 8), asked(words('word '), 9)),
        '/replies/0/usage/prompt_tokens',
      ],
    },
  },

  'usage/n-counts-all-choices': {
    pass: {
      'all choices counted': conversation(asked(limit, 9, 16, full(1)), asked({ ...limit, n: 3 }, 9, 48, full(3))),
      'answers that ended before the limit': conversation(
        asked(limit, 9, 16),
        asked({ ...limit, n: 2 }, 9, 6, [aChoice(), aChoice({ index: 1 })]),
      ),
      'all choices counted, with the tokens that end them': conversation(
        asked({ ...limit, n: 3 }, 9, 51, full(3)),
        asked({ ...limit, n: 3 }, 9, 48, full(3)),
      ),
      'a limit of one token for two choices': conversation(
        asked({ max_tokens: 1, n: 2 }, 9, 2, full(2)),
        asked({ max_tokens: 1, n: 2 }, 9, 2, full(2)),
      ),
      'n ignored (another rule)': conversation(asked(limit, 9, 16, full(1)), asked({ ...limit, n: 3 }, 9, 16, full(1))),
    },
    fail: {
      'only one choice counted': [
        conversation(asked(limit, 9, 16, full(1)), asked({ ...limit, n: 3 }, 9, 16, full(3))),
        '/replies/1/usage/completion_tokens',
      ],
      'only one choice counted, although each was cut': [
        conversation(asked({ ...limit, n: 3 }, 9, 48, full(3)), asked({ ...limit, n: 3, stop: 'x' }, 9, 16, full(3))),
        '/replies/1/usage/completion_tokens',
      ],
      'the prompt counted three times': [
        conversation(asked({ ...limit, n: 1 }, 9, 16, full(1)), asked({ ...limit, n: 3 }, 27, 48, full(3))),
        '/replies/1/usage/prompt_tokens',
      ],
    },
  },
} satisfies Tables
