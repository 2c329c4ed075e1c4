/** Messages with a wrong shape, and text that is in the wrong place. */
import type { Loose, Twist } from '../twist.ts'
import { inAnswers, setText } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { inChoices, inMessages, setField } from './_places.ts'

/** Plain text. Requested JSON is left alone: a change of it would break other rules. */
const isProse = (text: unknown) => typeof text === 'string' && /^[^{[]/.test(text)

/** Changes every message whose content is plain text. */
const inProse = (change: (message: Loose, text: string) => unknown) =>
  inMessages((message) => isProse(message.content) && change(message, message.content))

/** Adds a marker to the end of each text. */
const endWith = (marker: string): Pick<Twist, 'completion' | 'chunks'> => ({
  ...inChoices(({ message, finish_reason }) => {
    if (isProse(message.content) && finish_reason === 'stop') message.content += marker
  }),
  chunks: (chunks) => {
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
    for (const { choices } of chunks)
      for (const { delta, finish_reason } of choices)
        if (finish_reason === 'stop' && isProse(text)) delta.content = marker
  },
})

const THINKING = '<think>Let me see.</think>'

export default defineFaults({
  'message/tool-calls-array': {
    'tool-calls-null': {
      says: 'The tool_calls of a message without calls is null.',
      ...inMessages((message) => (message.tool_calls ??= null)),
    },
    'tool-calls-object': {
      says: 'The tool_calls of a message with one call is an object, not an array.',
      ...inMessages((message) => {
        if (message.tool_calls?.length === 1) message.tool_calls = message.tool_calls[0]
      }),
    },
  },
  'message/tool-calls-not-empty': {
    'tool-calls-empty': {
      says: 'The tool_calls of a message without calls is an empty array.',
      seen: 'https://github.com/vllm-project/vllm/issues/44104',
      ...inMessages((message) => (message.tool_calls ??= [])),
    },
    'tool-calls-empty-streamed': {
      ...setField('text-delta', 'tool_calls', []),
      seen: 'https://github.com/github/copilot-sdk/issues/616',
    },
  },
  'message/optional-members': {
    'function-call-null': {
      says: 'The function_call of every message is null.',
      ...inMessages((message) => (message.function_call ??= null)),
    },
    'annotations-null': setField('message', 'annotations', null),
    'annotations-flat': {
      says: 'An annotation has its URL at the top level, not in url_citation.',
      ...inMessages({ annotations: [{ type: 'url_citation', url: 'https://example.com', title: 'Example' }] }),
    },
    'audio-without-transcript': setField('message', 'audio', { id: 'audio_1' }),
  },
  'message/some-output': {
    'content-swallowed': {
      says: 'The text of a completion is counted but not sent.',
      ...inProse((message) => (message.content = '')),
    },
    'text-before-stop-lost': {
      says: 'A text that a stop string ended is counted but not sent.',
      ...inAnswers((answer) => {
        if (answer.stop !== undefined) answer.text = ''
      }),
    },
    'end-before-stop-lost': {
      says: 'The last word before a stop string is counted but not sent.',
      ...inAnswers((answer) => {
        if (answer.stop !== undefined && answer.text) answer.text = answer.text.replace(/\s*\S+$/, '')
      }),
    },
    'answer-in-reasoning': {
      says: 'The answer is in reasoning_content, and content is null.',
      seen: 'https://github.com/vllm-project/vllm/issues/48863',
      ...inProse((message, text) => Object.assign(message, { reasoning_content: text, content: null })),
    },
  },
  'message/reasoning-extension': {
    'reasoning-object': setField('message', 'reasoning', { text: 'Let me see.' }),
  },
  'message/no-template-leak': {
    'thoughts-in-content': {
      says: 'The reasoning is in reasoning_content and also in content.',
      ...inProse((message, text) =>
        Object.assign(message, { reasoning_content: 'Let me see.', content: THINKING + text }),
      ),
    },
    'thoughts-leak': {
      says: 'The content starts with the reasoning between <think> tags.',
      ...inProse((message, text) => (message.content = THINKING + text)),
    },
    'end-of-turn-leaks': { says: 'The content ends with the end-of-turn token <|im_end|>.', ...endWith('<|im_end|>') },
    'end-of-call-leaks': {
      says: 'Next to a tool call, its closing tag is left in content.',
      answers: (answers) => {
        for (const answer of answers) if (answer.calls.length && answer.text === null) setText(answer, '</tool_call>')
      },
    },
    'sentence-end-leaks': { says: 'The content ends with the end-of-sequence token </s>.', ...endWith('</s>') },
  },
})
