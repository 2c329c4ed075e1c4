import type { Tables } from '../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, chunksSaying, completion, conversation, stream } from '../support/seen.ts'
import { said, streamed } from '../support/talks.ts'

const saying = (message: Record<string, unknown>, patch = {}, about = {}) =>
  completion(aCompletion({ choices: [aChoice({ message })], ...patch }), about)
const AT = '/choices/0/message'

const citation = {
  type: 'url_citation',
  url_citation: { start_index: 0, end_index: 4, url: 'https://example.com', title: 'E' },
}
const sound = { id: 'audio_1', expires_at: 1_767_229_200, data: 'UklGRg==', transcript: 'Hi' }

const used = (completion_tokens: number, details = {}) => ({
  usage: { prompt_tokens: 9, completion_tokens, total_tokens: 9 + completion_tokens, ...details },
})
const cut = { choices: [aChoice({ message: { content: '' }, finish_reason: 'length' })] }

const about = (content: string) => ({ ask: { messages: [{ role: 'user', content }] } })

/** The same greedy request with and without a stop string. */
const FREE = { temperature: 0, messages: [{ role: 'user', content: 'Reply with exactly: Say one two three four' }] }
const STOPPED = { ...FREE, stop: ' three' }

export default {
  'message/role': {
    pass: {
      assistant: completion(),
      'no message (another rule)': completion(aCompletion({ choices: [{}] })),
    },
    fail: {
      absent: [saying({ role: undefined }), `${AT}/role`],
      null: [saying({ role: null }), `${AT}/role`],
      user: [saying({ role: 'user' }), `${AT}/role`],
      'the name of a model': [saying({ role: 'model' }), `${AT}/role`],
    },
  },

  'message/content-type': {
    pass: { 'a string': completion(), null: saying({ content: null }), 'an empty string': saying({ content: '' }) },
    fail: {
      absent: [saying({ content: undefined, tool_calls: [aCall('f', '{}')] }), `${AT}/content`],
      'an array of parts': [saying({ content: [{ type: 'text', text: 'Hi' }] }), `${AT}/content`],
      'an object': [saying({ content: { answer: 1 } }), `${AT}/content`],
    },
  },

  'message/refusal-key': {
    pass: { null: completion(), 'a string': saying({ content: null, refusal: 'I cannot.' }) },
    fail: {
      absent: [saying({ refusal: undefined }), `${AT}/refusal`],
      false: [saying({ refusal: false }), `${AT}/refusal`],
    },
  },

  'message/tool-calls-array': {
    pass: {
      absent: completion(),
      'an array with a tool call': saying({ tool_calls: [aCall('f', '{}')] }),
      'an empty array (another rule)': saying({ tool_calls: [] }),
    },
    fail: {
      null: [saying({ tool_calls: null }), `${AT}/tool_calls`],
      'an object': [saying({ tool_calls: aCall('f', '{}') }), `${AT}/tool_calls`],
    },
  },

  'message/tool-calls-not-empty': {
    pass: {
      absent: completion(),
      'null (another rule)': saying({ tool_calls: null }),
      'a tool call': saying({ tool_calls: [aCall('f', '{}')] }),
      'a stream': stream(),
    },
    fail: {
      'an empty array': [saying({ tool_calls: [] }), `${AT}/tool_calls`],
      'an empty array in deltas': [
        stream([
          aChunk({ role: 'assistant', content: '' }),
          aChunk({ content: 'a', tool_calls: [] }),
          aChunk({ tool_calls: [] }),
        ]),
        '/chunks/1/choices/0/delta/tool_calls',
      ],
    },
  },

  'message/optional-members': {
    pass: {
      'no optional fields': completion(),
      'an empty annotations array': saying({ annotations: [] }),
      'all optional fields': saying({
        annotations: [citation],
        audio: sound,
        function_call: { name: 'f', arguments: '{}' },
      }),
      'audio null': saying({ audio: null }),
      'vendor extension fields': saying({ reasoning_content: null, reasoning: 'Well…', images: [] }),
    },
    fail: {
      'function_call null': [saying({ function_call: null }), `${AT}/function_call`],
      'function_call with arguments as an object': [
        saying({ function_call: { name: 'f', arguments: {} } }),
        `${AT}/function_call/arguments`,
      ],
      'annotations null': [saying({ annotations: null }), `${AT}/annotations`],
      'an annotation of another shape': [
        saying({ annotations: [{ type: 'url_citation', url: 'https://example.com' }] }),
        `${AT}/annotations/0/url_citation`,
      ],
      'audio without a transcript': [saying({ audio: { ...sound, transcript: undefined } }), `${AT}/audio/transcript`],
      'audio that is not Base64': [saying({ audio: { ...sound, data: 'RIFF…' } }), `${AT}/audio/data`],
    },
  },

  'message/some-output': {
    pass: {
      text: completion(),
      'a space': saying({ content: ' ' }, used(40)),
      'a tool call': saying({ content: null, tool_calls: [aCall('f', '{}')] }, used(40)),
      'a refusal': saying({ content: null, refusal: 'I cannot.' }, used(40)),
      'no content (another rule)': saying({ content: undefined }, used(40)),
      'an empty answer of one token': saying({ content: '' }, used(1)),
      'an empty text before a stop string of several tokens': said({ stop: 'alpha bravo charlie' }, '', used(8)),
      'one of two choices that is empty': completion(
        aCompletion({ choices: [aChoice(), aChoice({ index: 1, message: { content: '' } })], ...used(40) }),
        { ask: { n: 2 } },
      ),
      'the text that a stop string ended': conversation(
        said(STOPPED, 'Say one two', used(9)),
        said(FREE, 'Say one two three four'),
      ),
      'a sampled text that is shorter': conversation(
        said({ ...STOPPED, temperature: 1 }, 'Say one', used(9)),
        said({ ...FREE, temperature: 1 }, 'Say one two three four'),
      ),
      'a longer text in a stream that did not hold back the stop string': conversation(
        said(STOPPED, 'Say one two', used(9)),
        streamed(STOPPED, 'Say one two thr', used(9).usage),
      ),
      'a longer text in another reply with more tokens': conversation(
        said(STOPPED, 'Say one', used(8)),
        streamed(STOPPED, 'Say one two', used(9).usage),
      ),
      'another reply that says it twice (another rule)': conversation(
        said(FREE, 'Say one', used(9)),
        streamed(FREE, 'Say oneSay one', used(9).usage),
      ),
      'markup at the end of the other reply (another rule)': conversation(
        said(FREE, 'Say one two', used(9)),
        streamed(FREE, 'Say one two</s>', used(9).usage),
      ),
      'reasoning that used up max_tokens': completion(aCompletion({ ...cut, ...used(40) })),
      'reasoning that is only counted': saying(
        { content: '' },
        used(40, { completion_tokens_details: { reasoning_tokens: 39 } }),
      ),
    },
    fail: {
      'forty tokens without any output': [saying({ content: '' }, used(40)), AT],
      'two choices and forty tokens without any output': [
        completion(
          aCompletion({
            choices: [0, 1].map((index) => aChoice({ index, message: { content: '' } })),
            ...used(40),
          }),
          { ask: { n: 2 } },
        ),
        AT,
        '/choices/1/message',
      ],
      'the end before the stop string is missing': [
        conversation(said(STOPPED, 'Say one', used(9)), said(FREE, 'Say one two three four')),
        '/replies/0/choices/0/message/content',
      ],
      'the end is missing in a stream of as many tokens': [
        conversation(said(STOPPED, 'Say one two', used(9)), streamed(STOPPED, 'Say one', used(9).usage)),
        '/replies/1/choices/0/message/content',
      ],
      'the second choice is missing in a stream of as many tokens': [
        conversation(
          completion(
            aCompletion({
              choices: [0, 1].map((index) => aChoice({ index, message: { content: 'Say one' } })),
              ...used(9),
            }),
            { ask: { ...STOPPED, n: 2 } },
          ),
          completion(
            aCompletion({
              choices: ['Say one', ''].map((content, index) => aChoice({ index, message: { content } })),
              ...used(9),
            }),
            { ask: { ...STOPPED, n: 2 } },
          ),
        ),
        '/replies/1/choices/1/message/content',
      ],
      'reasoning only': [saying({ content: null, reasoning_content: '{"answer":42}' }), AT],
      'reasoning only in a stream': [
        stream([aChunk({ role: 'assistant', reasoning: 'Well' }), aChunk({}, { finish_reason: 'stop' })]),
        AT,
      ],
    },
  },

  'message/reasoning-extension': {
    pass: {
      'no reasoning': completion(),
      null: saying({ reasoning_content: null, reasoning: '' }),
      'reasoning and an answer': saying({ reasoning_content: 'Well…', content: '42' }),
      'reasoning and an answer in a stream': stream(chunksSaying('42').map((chunk) => ({ ...chunk }))),
    },
    fail: {
      'reasoning is an object': [saying({ reasoning: { text: 'Well…' } }), `${AT}/reasoning`],
      'reasoning in content as well': [
        saying({ reasoning_content: 'Well…', content: '<think>Well…</think>42' }),
        `${AT}/content`,
      ],
      'content that begins with the reasoning': [
        saying({ reasoning_content: 'Well.', content: 'Well. 42' }),
        `${AT}/content`,
      ],
    },
  },

  'message/no-template-leak': {
    pass: {
      'plain text': completion(),
      'an answer about a template marker': saying(
        { content: 'It is <|im_end|>.' },
        {},
        about('What does <|im_end|> mean?'),
      ),
      'a tag inside the text': saying({ content: 'Close it with </s> here, then go on.' }),
      'text about the <think> tag': saying({ content: 'Models write <think> first.' }),
      'an answer that quotes the requested tag': saying(
        { content: '<think> … </think>' },
        {},
        about('What do <think> tags look like?'),
      ),
      'reasoning in both fields (another rule)': saying({ reasoning_content: 'Hm', content: '<think>Hm</think>4' }),
    },
    fail: {
      'an end-of-turn marker': [saying({ content: 'Paris.<|im_end|>' }), `${AT}/content`],
      'an end-of-sequence marker': [saying({ content: 'Paris.</s>' }), `${AT}/content`],
      'a <think> block': [saying({ content: '<think>\nHm.\n</think>\n\nParis.' }), `${AT}/content`],
      'a <think> block without its opening tag': [saying({ content: 'Hm.\n</think>\n\nParis.' }), `${AT}/content`],
      'a <think> block without its closing tag': [saying({ content: '<think>Hm' }), `${AT}/content`],
      'raw tool-call markup': [saying({ content: '<tool_call>{"name":"f"}</tool_call>' }), `${AT}/content`],
      'a closing tool-call tag': [saying({ content: '</tool_call>' }), `${AT}/content`],
      'raw tool-call markup of another template': [saying({ content: '[TOOL_CALLS][{"name":"f"}]' }), `${AT}/content`],
      ...Object.fromEntries(
        [
          '<start_of_turn>',
          '<|eom_id|>',
          '<|python_tag|>',
          '<|end|>',
          '<|return|>',
          '<|assistant|>',
          '<｜tool▁calls▁begin｜>',
        ].map((marker) => [marker, [saying({ content: `Paris.${marker}` }), `${AT}/content`] as const]),
      ),
      'a header marker split over two deltas': [
        stream(chunksSaying('<|start_', 'header_id|>assistant')),
        `${AT}/content`,
      ],
    },
  },
} satisfies Tables
