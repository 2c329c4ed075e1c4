/** Messages of a wrong shape, and text that is in the wrong place. */
import type { Fault, Loose, Twist } from '../twist.ts'
import { say } from './_said.ts'

/** Changes every message of a completion. */
const everyMessage = (change: (message: Loose, choice: Loose) => void) => ({
  completion: ({ choices }: Loose) => {
    for (const choice of choices) change(choice.message, choice)
  },
})

/** Sets a member of every message. */
const withMember = (member: string, value: unknown) =>
  everyMessage((message) => {
    message[member] = value
  })

/** Not JSON that was asked for: that would break other rules. */
const isProse = (text: unknown) => typeof text === 'string' && /^[^{[]/.test(text)

/** Adds a text at the end of each answer. */
const endingWith = (marker: string): Pick<Twist, 'completion' | 'chunks'> => ({
  ...everyMessage((message, choice) => {
    if (isProse(message.content) && choice.finish_reason === 'stop') message.content += marker
  }),
  chunks: (chunks) => {
    const said = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
    for (const { choices } of chunks)
      for (const { delta, finish_reason } of choices)
        if (finish_reason === 'stop' && isProse(said)) delta.content = marker
  },
})

export default {
  'tool-calls-null': {
    says: 'tool_calls is null in a message without calls.',
    breaks: 'message/tool-calls-array',
    ...everyMessage((message) => {
      message.tool_calls ??= null
    }),
  },
  'tool-calls-object': {
    says: 'A single call stands in tool_calls without an array.',
    breaks: 'message/tool-calls-array',
    ...everyMessage((message) => {
      if (message.tool_calls?.length === 1) message.tool_calls = message.tool_calls[0]
    }),
  },
  'tool-calls-empty': {
    says: 'tool_calls is empty in a message without calls.',
    breaks: 'message/tool-calls-not-empty',
    seen: 'https://github.com/vllm-project/vllm/issues/44104',
    ...everyMessage((message) => {
      message.tool_calls ??= []
    }),
  },
  'tool-calls-empty-streamed': {
    says: 'tool_calls is empty in deltas with text.',
    breaks: 'message/tool-calls-not-empty',
    seen: 'https://github.com/github/copilot-sdk/issues/616',
    chunks: (chunks) => {
      for (const { choices } of chunks) for (const { delta } of choices) if (delta.content) delta.tool_calls = []
    },
  },
  'function-call-null': {
    says: 'function_call is null in every message.',
    breaks: 'message/optional-members',
    ...everyMessage((message) => {
      message.function_call ??= null
    }),
  },
  'annotations-null': {
    says: 'annotations is null.',
    breaks: 'message/optional-members',
    ...withMember('annotations', null),
  },
  'annotations-flat': {
    says: 'An annotation has its address at the top.',
    breaks: 'message/optional-members',
    ...withMember('annotations', [{ type: 'url_citation', url: 'https://example.com', title: 'Example' }]),
  },
  'audio-without-transcript': {
    says: 'audio of a message has an id alone.',
    breaks: 'message/optional-members',
    ...withMember('audio', { id: 'audio_1' }),
  },
  'content-swallowed': {
    says: 'The text of a completion is counted and not sent.',
    breaks: 'message/some-output',
    ...everyMessage((message) => {
      if (isProse(message.content)) message.content = ''
    }),
  },
  'answer-in-reasoning': {
    says: 'The answer stands in reasoning_content, and content is null.',
    breaks: 'message/some-output',
    seen: 'https://github.com/vllm-project/vllm/issues/48863',
    ...everyMessage((message) => {
      if (isProse(message.content)) Object.assign(message, { reasoning_content: message.content, content: null })
    }),
  },
  'thoughts-in-content': {
    says: 'The thoughts stand in content too.',
    breaks: 'message/reasoning-extension',
    ...everyMessage((message) => {
      if (!isProse(message.content)) return
      message.reasoning_content = 'Let me see.'
      message.content = `<think>Let me see.</think>${message.content}`
    }),
  },
  'thoughts-leak': {
    says: 'Text begins with the thoughts, between tags.',
    breaks: 'message/no-template-leak',
    ...everyMessage((message) => {
      if (isProse(message.content)) message.content = `<think>Let me see.</think>${message.content}`
    }),
  },
  'reasoning-object': {
    says: 'reasoning is an object.',
    breaks: 'message/reasoning-extension',
    ...withMember('reasoning', { text: 'Let me see.' }),
  },
  'end-of-turn-leaks': {
    says: 'Text ends with the token that ends a turn.',
    breaks: 'message/no-template-leak',
    ...endingWith('<|im_end|>'),
  },
  'end-of-call-leaks': {
    says: 'Beside a call the tag that ended it stands as text.',
    breaks: 'message/no-template-leak',
    answers: (answers) => {
      for (const answer of answers) if (answer.calls.length && answer.text === null) say(answer, '</tool_call>')
    },
  },
  'sentence-end-leaks': {
    says: 'Text ends with </s>.',
    breaks: 'message/no-template-leak',
    ...endingWith('</s>'),
  },
} satisfies Record<string, Fault>
