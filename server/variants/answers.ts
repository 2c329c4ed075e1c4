/** Legal differences in what a model answers and how it ends. */
import { tokenLimit } from '../limits.ts'
import { tokenise } from '../tokens.ts'
import type { Answer, Asked, Loose, Variant } from '../twist.ts'
import { eachChoice } from './_edit.ts'

/** There is room for text that was not requested: below a low token limit it would replace other text. */
const hasRoom = ({ body = {} }: Asked) => tokenLimit(body) >= 64 && !body.stop

function changeArguments(answers: Answer[], change: (text: string) => string): undefined {
  for (const call of answers.flatMap((answer) => (answer.finish === 'length' ? [] : answer.calls)))
    if (call.arguments.startsWith('{')) call.arguments = change(call.arguments)
}

const escapeText = (text: string) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const jsonText = 'White space around a JSON value has no meaning (RFC 8259).'
const apology = 'I am sorry, but I cannot help with that.'

/** A choice with text that ended with stop can become a refusal. */
const canRefuse = (choice: Loose) => choice.finish_reason === 'stop' && typeof choice.message.content === 'string'

export default {
  'text-with-calls': {
    says: 'A message has text for the user next to its tool calls.',
    allowed: 'content is a string or null, also next to tool_calls.',
    answers: (answers, asked) => {
      for (const answer of answers.filter(({ calls, text }) => hasRoom(asked) && calls.length && text === null)) {
        answer.text = 'Let me look that up for you.'
        answer.tokens = tokenise(answer.text)
      }
    },
  },
  'json-with-line-end': {
    says: 'Structured output ends with a line end.',
    allowed: jsonText,
    answers: (answers, asked) => {
      if (!asked.body?.response_format || !hasRoom(asked)) return
      for (const answer of answers)
        if (answer.finish === 'stop' && answer.text?.endsWith('}')) {
          answer.text += '\n'
          answer.tokens = tokenise(answer.text)
        }
    },
  },
  reasoning: {
    says: 'The model reasons first: reasoning_content is sent next to content and counted as reasoning tokens.',
    allowed: 'Fields that the published schemas do not describe are legal; reasoning tokens are in the contract.',
    answers: (answers, asked) => {
      if (hasRoom(asked)) for (const answer of answers) answer.reasoning ??= 'Thinking this over for a moment.'
    },
  },
  'named-call-ends-with-tool-calls': {
    says: 'The finish_reason of a call that tool_choice names is tool_calls, not stop.',
    allowed: 'The published description of finish_reason says so, although OpenAI sends stop.',
    answers: (answers, { body }) => {
      if (body?.functions) return
      for (const answer of answers) if (answer.calls.length && answer.finish === 'stop') answer.finish = 'tool_calls'
    },
  },
  'arguments-spaced': {
    says: 'The arguments of calls are indented JSON.',
    allowed: 'White space has no meaning in JSON.',
    answers: (answers) => changeArguments(answers, (text) => JSON.stringify(JSON.parse(text), null, 2)),
  },
  'arguments-escaped': {
    says: 'The arguments of calls write all non-ASCII characters as \\u escapes.',
    allowed: 'In JSON an escaped character means the same as the character.',
    answers: (answers) => changeArguments(answers, escapeText),
  },
  'refuses-politely': {
    says: 'The model declines: the text is in refusal, and content is null.',
    allowed: 'Both fields are strings or null, and a model may decline anything.',
    completion: (completion) => {
      for (const choice of completion.choices.filter(canRefuse)) {
        Object.assign(choice.message, { content: null, refusal: apology })
        choice.logprobs = null
      }
    },
    chunks: (chunks) => {
      const ends = new Map<number, string>()
      eachChoice(chunks, ({ index, finish_reason }) => finish_reason && ends.set(index, finish_reason))
      const calling = new Set<number>()
      eachChoice(chunks, ({ index, delta }) => (delta.tool_calls || delta.function_call) && calling.add(index))
      const refused = new Set<number>()
      return chunks.filter(({ choices: [choice] }) => {
        if (!choice?.delta.content || ends.get(choice.index) !== 'stop' || calling.has(choice.index)) return true
        choice.delta = { refusal: apology }
        choice.logprobs = null
        return refused.size < refused.add(choice.index).size
      })
    },
  },
  'filtered-answers': {
    says: 'Answers are cut by a content filter before their first word.',
    allowed: 'content_filter is a published finish_reason, and content may be an empty string.',
    answers: (answers) => {
      for (const answer of answers.filter(({ finish, text }) => finish === 'stop' && text)) {
        answer.text = ''
        answer.tokens = []
        answer.finish = 'content_filter'
      }
    },
  },
  'calls-avoided': {
    says: 'The model calls a tool only if a call is required.',
    allowed: 'With tool_choice auto the model decides.',
    answers: (answers, { body = {} }) => {
      if (!Array.isArray(body.tools) || (body.tool_choice ?? 'auto') !== 'auto') return
      for (const answer of answers.filter(({ calls }) => calls.length)) {
        answer.calls = []
        answer.text = 'I would have to look that up.'
        answer.tokens = tokenise(answer.text).slice(0, tokenLimit(body))
        answer.text = answer.tokens.join('')
        answer.finish = 'stop'
      }
    },
  },
  'call-ids-with-names': {
    says: 'The ids of tool calls consist of the name of the function, a number, dots and colons.',
    allowed: 'An id is any string that is unique.',
    answers: (answers) => {
      for (const [i, call] of answers.flatMap(({ calls }) => calls).entries())
        call.id = `functions.${call.name}:${i}:${call.id.slice(-6)}`
    },
  },
} satisfies Record<string, Variant>
