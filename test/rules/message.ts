import type { Tables } from '../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, chunksSaying, completion, stream } from '../support/seen.ts'

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

export default {
  'message/role': {
    pass: {
      assistant: completion(),
      'no message at all is named by another rule': completion(aCompletion({ choices: [{}] })),
    },
    fail: {
      absent: [saying({ role: undefined }), `${AT}/role`],
      null: [saying({ role: null }), `${AT}/role`],
      'of the user': [saying({ role: 'user' }), `${AT}/role`],
      'the name of a model': [saying({ role: 'model' }), `${AT}/role`],
    },
  },

  'message/content-type': {
    pass: { 'a text': completion(), null: saying({ content: null }), empty: saying({ content: '' }) },
    fail: {
      absent: [saying({ content: undefined, tool_calls: [aCall('f', '{}')] }), `${AT}/content`],
      parts: [saying({ content: [{ type: 'text', text: 'Hi' }] }), `${AT}/content`],
      'an object': [saying({ content: { answer: 1 } }), `${AT}/content`],
    },
  },

  'message/refusal-key': {
    pass: { null: completion(), 'a text': saying({ content: null, refusal: 'I cannot.' }) },
    fail: {
      absent: [saying({ refusal: undefined }), `${AT}/refusal`],
      false: [saying({ refusal: false }), `${AT}/refusal`],
    },
  },

  'message/tool-calls-array': {
    pass: {
      absent: completion(),
      'a call': saying({ tool_calls: [aCall('f', '{}')] }),
      'an empty array is named by another rule': saying({ tool_calls: [] }),
    },
    fail: {
      null: [saying({ tool_calls: null }), `${AT}/tool_calls`],
      'an object': [saying({ tool_calls: aCall('f', '{}') }), `${AT}/tool_calls`],
    },
  },

  'message/tool-calls-not-empty': {
    pass: {
      absent: completion(),
      'null is named by another rule': saying({ tool_calls: null }),
      'a call': saying({ tool_calls: [aCall('f', '{}')] }),
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
      'none of them': completion(),
      'no annotations': saying({ annotations: [] }),
      'all of them': saying({ annotations: [citation], audio: sound, function_call: { name: 'f', arguments: '{}' } }),
      'no sound': saying({ audio: null }),
      'members of a vendor': saying({ reasoning_content: null, reasoning: 'Well…', images: [] }),
    },
    fail: {
      'function_call null': [saying({ function_call: null }), `${AT}/function_call`],
      'function_call with an object': [
        saying({ function_call: { name: 'f', arguments: {} } }),
        `${AT}/function_call/arguments`,
      ],
      'annotations null': [saying({ annotations: null }), `${AT}/annotations`],
      'an annotation of another shape': [
        saying({ annotations: [{ type: 'url_citation', url: 'https://example.com' }] }),
        `${AT}/annotations/0/url_citation`,
      ],
      'sound without a transcript': [saying({ audio: { ...sound, transcript: undefined } }), `${AT}/audio/transcript`],
      'sound that is not Base64': [saying({ audio: { ...sound, data: 'RIFF…' } }), `${AT}/audio/data`],
    },
  },

  'message/some-output': {
    pass: {
      'a text': completion(),
      'a space': saying({ content: ' ' }, used(40)),
      'a call': saying({ content: null, tool_calls: [aCall('f', '{}')] }, used(40)),
      'a refusal': saying({ content: null, refusal: 'I cannot.' }, used(40)),
      'no content is named by another rule': saying({ content: undefined }, used(40)),
      'a model that ended at once': saying({ content: '' }, used(1)),
      'thoughts that used the limit up': completion(aCompletion({ ...cut, ...used(40) })),
      'hidden thoughts': saying({ content: '' }, used(40, { completion_tokens_details: { reasoning_tokens: 39 } })),
    },
    fail: {
      'forty tokens of nothing': [saying({ content: '' }, used(40)), AT],
      'nothing but thoughts': [saying({ content: null, reasoning_content: '{"answer":42}' }), AT],
      'nothing but thoughts in a stream': [
        stream([aChunk({ role: 'assistant', reasoning: 'Well' }), aChunk({}, { finish_reason: 'stop' })]),
        AT,
      ],
    },
  },

  'message/reasoning-extension': {
    pass: {
      none: completion(),
      null: saying({ reasoning_content: null, reasoning: '' }),
      'thoughts and an answer': saying({ reasoning_content: 'Well…', content: '42' }),
      'a stream of both': stream(chunksSaying('42').map((chunk) => ({ ...chunk }))),
    },
    fail: {
      'thoughts as an object': [saying({ reasoning: { text: 'Well…' } }), `${AT}/reasoning`],
      'thoughts in both': [saying({ reasoning_content: 'Well…', content: '<think>Well…</think>42' }), `${AT}/content`],
      'an answer that begins with the thoughts': [
        saying({ reasoning_content: 'Well.', content: 'Well. 42' }),
        `${AT}/content`,
      ],
    },
  },

  'message/no-template-leak': {
    pass: {
      'plain text': completion(),
      'an answer about a marker': saying({ content: 'It is <|im_end|>.' }, {}, about('What does <|im_end|> mean?')),
      'a tag inside the text': saying({ content: 'Close it with </s> here, then go on.' }),
      'a talk about thoughts': saying({ content: 'Models write <think> first.' }),
      'an answer about the tag': saying(
        { content: '<think> … </think>' },
        {},
        about('What do <think> tags look like?'),
      ),
      'thoughts in both, which is another rule': saying({ reasoning_content: 'Hm', content: '<think>Hm</think>4' }),
    },
    fail: {
      'the end of a turn': [saying({ content: 'Paris.<|im_end|>' }), `${AT}/content`],
      'a sentence end': [saying({ content: 'Paris.</s>' }), `${AT}/content`],
      thoughts: [saying({ content: '<think>\nHm.\n</think>\n\nParis.' }), `${AT}/content`],
      'thoughts that the template began': [saying({ content: 'Hm.\n</think>\n\nParis.' }), `${AT}/content`],
      'thoughts that were cut': [saying({ content: '<think>Hm' }), `${AT}/content`],
      'a raw call': [saying({ content: '<tool_call>{"name":"f"}</tool_call>' }), `${AT}/content`],
      'the end of a raw call': [saying({ content: '</tool_call>' }), `${AT}/content`],
      'a call as another template writes it': [saying({ content: '[TOOL_CALLS][{"name":"f"}]' }), `${AT}/content`],
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
      'a header over two deltas': [stream(chunksSaying('<|start_', 'header_id|>assistant')), `${AT}/content`],
    },
  },
} satisfies Tables
