import type { Tables } from '../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, aUsageChunk, completion, conversation, stream } from '../support/seen.ts'
import { user } from '../support/talks.ts'

type Body = Record<string, unknown>

const THOUGHT = 'Okay, the user wants a sum. Twelve times three is thirty-six, so that is the answer.'
const ask = user('What is 12 * 3?')
const tools = [{ type: 'function', function: { name: 'get_weather' } }]

const counting = (tokens: number, reasoning?: number) => ({
  prompt_tokens: 9,
  completion_tokens: tokens,
  total_tokens: 9 + tokens,
  ...(reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
})

/** A reply without stream. */
const plain = (message: Body, usage: Body = counting(22), more: Body = {}, choice: Body = {}) =>
  completion(aCompletion({ choices: [aChoice({ message, ...choice })], usage }), { ask: { ...ask, ...more } })

const thinking = plain({ reasoning_content: THOUGHT, content: '36' })

/** A stream of these deltas. */
const streaming = (deltas: readonly Body[], { usage, more = {}, finish = 'stop' }: Streamed = {}) =>
  stream(
    [
      aChunk({ role: 'assistant', content: '' }),
      ...deltas.map((delta) => aChunk(delta)),
      aChunk({}, { finish_reason: finish }),
      ...(usage ? [aUsageChunk(usage)] : []),
    ],
    { ask: { ...ask, stream_options: { include_usage: true }, ...more } },
  )

interface Streamed {
  readonly usage?: Body
  readonly more?: Body
  readonly finish?: string
}

const thought = (text: string) => ({ reasoning_content: text })
const content = (text: string) => ({ content: text })

const WEATHER = aCall('get_weather', '{"city":"Oslo"}')
const called = (message: Body, usage: Body, more: Body = {}) =>
  plain(
    { content: null, tool_calls: [WEATHER], ...message },
    usage,
    { tools, ...more },
    { finish_reason: 'tool_calls' },
  )

export default {
  'reasoning/not-after-content': {
    pass: {
      'reasoning, then content': streaming([thought('Twelve'), thought(' times three'), content('36')]),
      'no reasoning': streaming([content('36')]),
      'both in one delta, where the content begins': streaming([
        thought('Twelve'),
        { ...thought('.'), ...content('3') },
        content('6'),
      ]),
      'a blank line before the reasoning': streaming([content('\n'), thought('Twelve'), content('36')]),
      'empty reasoning with the content': streaming([thought('Twelve'), { ...thought(''), ...content('36') }]),
      'a second thought after a complete sentence': streaming([
        content('Let me see.'),
        thought('Twelve'),
        content('It is 36.'),
      ]),
      'reasoning before a tool call': streaming([content('Let me look'), thought('I call it')], {
        more: { tools },
        finish: 'tool_calls',
      }),
      'cut in the second thought': streaming([content('Let me see.'), thought('Twelve')], { finish: 'length' }),
    },
    fail: {
      'reasoning after the content': [
        streaming([content('36'), thought('Twelve'), thought(' times three')]),
        '/chunks/2/choices/0/delta',
      ],
      'reasoning at both ends': [
        streaming([thought('Twelve'), content('36'), thought(' times three')]),
        '/chunks/3/choices/0/delta',
      ],
      'a piece of reasoning in the middle of the content': [
        streaming([{ reasoning: 'Twelve' }, content('The sum'), { reasoning: ' times three' }, content(' is 36.')]),
        '/chunks/3/choices/0/delta',
      ],
    },
  },

  'reasoning/not-lost': {
    pass: {
      'reasoning in both forms': conversation(
        thinking,
        streaming([thought(THOUGHT), content('36')], { usage: counting(22) }),
      ),
      'no reasoning at all': conversation(plain({ content: '36' }), streaming([content('36')])),
      'a model that did not think the second time': conversation(
        thinking,
        streaming([content('36')], { usage: counting(2) }),
      ),
      'a stream without usage': conversation(thinking, streaming([content('36')])),
      'another question': conversation(
        thinking,
        streaming([content('36')], { usage: counting(22), more: user('What is 6 * 6?') }),
      ),
      'a summary that is not always sent': conversation(
        plain({ reasoning_content: THOUGHT, content: '36' }, counting(302, 300)),
        streaming([content('36')], { usage: counting(302, 300) }),
      ),
      'reasoning in one of two streams': conversation(
        thinking,
        streaming([thought(THOUGHT), content('36')], { usage: counting(22) }),
        streaming([content('36')], { usage: counting(22) }),
      ),
      'a forced call without reasoning': conversation(
        called(thought(THOUGHT), counting(36)),
        called({}, counting(14), { tool_choice: 'required' }),
      ),
    },
    fail: {
      'counted as reasoning, and not in the stream': [
        conversation(thinking, streaming([content('36')], { usage: counting(22, 20) })),
        '/replies/1/choices/0/message',
      ],
      'more tokens than bytes in the stream': [
        conversation(thinking, streaming([content('36')], { usage: counting(22) })),
        '/replies/1/choices/0/message',
      ],
      'a required call without the reasoning that is counted': [
        conversation(
          called(thought(THOUGHT), counting(36, 20)),
          called({}, counting(36, 20), { tool_choice: 'required' }),
        ),
        '/replies/1/choices/0/message',
      ],
      'reasoning as content in the stream': [
        conversation(thinking, streaming([content(THOUGHT), content('36')])),
        '/replies/1/choices/0/message/content',
      ],
      'reasoning as content next to a named call': [
        conversation(
          called({ reasoning: THOUGHT }, counting(36)),
          called({ content: THOUGHT }, counting(36), {
            tool_choice: { type: 'function', function: { name: 'get_weather' } },
          }),
        ),
        '/replies/1/choices/0/message/content',
      ],
    },
  },
} satisfies Tables
