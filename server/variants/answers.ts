/** Freedoms of what a model says and how it ends. */
import { tokenLimit } from '../limits.ts'
import { tokenise } from '../tokens.ts'
import type { Answer, Asked, Loose, Variant } from '../twist.ts'
import { eachChoice } from './_edit.ts'

/** Room for words that nobody asked for: below a low limit of tokens they would take the place of others. */
const roomy = ({ body = {} }: Asked) => tokenLimit(body) >= 64 && !body.stop

function changeArguments(answers: Answer[], change: (text: string) => string): undefined {
  for (const call of answers.flatMap((answer) => (answer.finish === 'length' ? [] : answer.calls)))
    if (call.arguments.startsWith('{')) call.arguments = change(call.arguments)
}

const escaped = (text: string) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const apology = 'I am sorry, but I cannot help with that.'

/** A choice that ended by itself with text becomes a refusal. */
const refusable = (choice: Loose) => choice.finish_reason === 'stop' && typeof choice.message.content === 'string'

export default {
  'text-with-calls': {
    says: 'Text for the user stands beside tool calls.',
    allowed: 'content is a string or null, also beside tool_calls.',
    answers: (answers, asked) => {
      for (const answer of answers.filter(({ calls, text }) => roomy(asked) && calls.length && text === null)) {
        answer.text = 'Let me look that up for you.'
        answer.tokens = tokenise(answer.text)
      }
    },
  },
  reasoning: {
    says: 'The model thinks first: reasoning_content beside content, counted as reasoning tokens.',
    allowed: 'Members that the published schemas do not describe are legal; reasoning tokens are in the contract.',
    answers: (answers, asked) => {
      if (roomy(asked)) for (const answer of answers) answer.reasoning ??= 'Thinking this over for a moment.'
    },
  },
  'named-call-ends-with-tool-calls': {
    says: 'A call that tool_choice names ends with tool_calls, not with stop.',
    allowed: 'The published description of finish_reason says so; the reference does otherwise.',
    answers: (answers, { body }) => {
      if (body?.functions) return
      for (const answer of answers) if (answer.calls.length && answer.finish === 'stop') answer.finish = 'tool_calls'
    },
  },
  'arguments-spaced': {
    says: 'Arguments of calls are indented JSON.',
    allowed: 'White space has no meaning in JSON.',
    answers: (answers) => changeArguments(answers, (text) => JSON.stringify(JSON.parse(text), null, 2)),
  },
  'arguments-escaped': {
    says: 'Arguments of calls write everything outside ASCII with \\u escapes.',
    allowed: 'Escapes have no meaning of their own in JSON.',
    answers: (answers) => changeArguments(answers, escaped),
  },
  'refuses-politely': {
    says: 'The model declines: refusal has the text, content is null.',
    allowed: 'Both members are strings or null; what a model declines is its own affair.',
    completion: (completion) => {
      for (const choice of completion.choices.filter(refusable)) {
        Object.assign(choice.message, { content: null, refusal: apology })
        choice.logprobs = null
      }
    },
    chunks: (chunks) => {
      const ends = new Map<number, string>()
      eachChoice(chunks, ({ index, finish_reason }) => finish_reason && ends.set(index, finish_reason))
      const calling = new Set<number>()
      eachChoice(chunks, ({ index, delta }) => (delta.tool_calls || delta.function_call) && calling.add(index))
      const said = new Set<number>()
      return chunks.filter(({ choices: [choice] }) => {
        if (!choice?.delta.content || ends.get(choice.index) !== 'stop' || calling.has(choice.index)) return true
        choice.delta = { refusal: apology }
        choice.logprobs = null
        return said.size < said.add(choice.index).size
      })
    },
  },
} satisfies Record<string, Variant>
