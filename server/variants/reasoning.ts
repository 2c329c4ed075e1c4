/** Legal ways in which models think, and in which servers send it. */
import { object } from '../loose.ts'
import { countTokens, hash, tokenise } from '../tokens.ts'
import type { Answer, Loose, Variant } from '../twist.ts'
import { eachChoice } from './_edit.ts'

const allowed =
  'The contract does not describe the reasoning itself: a server may send it in a field of its own, or keep it.'

/** Joins the deltas with reasoning into one. */
function joinReasoning(chunks: Loose[]): Loose[] {
  const first = new Map<number, Loose>()
  return chunks.filter(({ choices: [choice] }) => {
    const text = choice?.delta.reasoning_content
    if (!text) return true
    const before = first.get(choice.index)
    if (before) before.reasoning_content += text
    else first.set(choice.index, choice.delta)
    return !before
  })
}

/** Thinks again between the text and the calls. */
function interleave(chunks: Loose[], asked: { body?: unknown }): Loose[] | undefined {
  if (!Array.isArray((asked.body as Loose)?.tools)) return undefined
  const at = chunks.findIndex(({ choices: [choice] }) => choice?.delta.tool_calls)
  const model = chunks[at]
  if (!model || chunks.some(({ choices: [choice] }) => choice?.index)) return undefined
  const copy = { ...model, choices: [{ ...model.choices[0], delta: { reasoning_content: ' So I call the tool.' } }] }
  return [...chunks.slice(0, at), copy, ...chunks.slice(at)]
}

const isForced = (body: Loose) => body?.tool_choice === 'required' || object(body?.tool_choice) !== undefined

/** Takes the reasoning from an answer, which was not generated. */
function unthink(answer: Answer): void {
  if (answer.finish !== 'length') delete answer.reasoning
}

export default {
  thinks: { says: 'The model thinks: its reasoning is in reasoning_content.', allowed, think: {} },
  'thinks-as-reasoning': {
    says: 'The model thinks: its reasoning is in reasoning.',
    allowed,
    think: { spelling: 'reasoning' },
  },
  'thinks-in-details': {
    says: 'The model thinks: its reasoning is in reasoning and in reasoning_details.',
    allowed,
    think: { spelling: 'reasoning_details' },
  },
  'thinks-long': {
    says: 'The model thinks for 300 tokens or more, so that low token limits cut the reasoning.',
    allowed: 'max_completion_tokens includes the reasoning; a reply that it cuts has finish_reason length.',
    think: { tokens: 300 },
  },
  'thinks-sometimes': {
    says: 'The model decides from request to request whether it thinks.',
    allowed,
    think: { sometimes: true },
  },
  'thinks-in-one-piece': {
    says: 'A stream has the complete reasoning in one delta.',
    allowed: 'A server may divide a text into deltas as it likes.',
    think: {},
    chunks: joinReasoning,
  },
  'thinks-with-null-content': {
    says: 'Deltas with reasoning have null as content, and the others null as reasoning_content, as DeepSeek sends them.',
    allowed: 'The content of a delta may be null.',
    think: {},
    chunks: (chunks) =>
      eachChoice(chunks, ({ delta }) => {
        if (delta.reasoning_content) delta.content = null
        else if (delta.content) delta.reasoning_content = null
      }),
  },
  'thinks-with-empty-fields': {
    says: 'Every message without reasoning has an empty string as reasoning_content.',
    allowed,
    think: { sometimes: true },
    completion: ({ choices }) => {
      for (const { message } of choices) message.reasoning_content ??= ''
    },
  },
  'thinks-uncounted-details': {
    says: 'The reasoning is counted in completion_tokens, and usage has no details.',
    allowed: 'The details of usage are optional.',
    think: {},
    completion: ({ usage }) => void delete usage.completion_tokens_details,
    chunks: (chunks) => {
      for (const { usage } of chunks) if (usage) delete usage.completion_tokens_details
    },
  },
  'thinks-in-secret': {
    says: 'The reasoning is counted and not sent.',
    allowed: 'OpenAI does not send the reasoning of its models.',
    think: {},
    completion: ({ choices }) => {
      for (const { message } of choices) delete message.reasoning_content
    },
    chunks: (chunks) => chunks.filter(({ choices: [choice] }) => !choice?.delta.reasoning_content),
  },
  'thinks-in-summaries': {
    says: 'A summary of the reasoning is sent, but not with every reply.',
    allowed,
    think: { tokens: 120 },
    completion: ({ id, choices }) => {
      for (const { message } of choices) {
        if (hash(id) % 2) delete message.reasoning_content
        else if (message.reasoning_content) message.reasoning_content = 'The user asks a question.'
      }
    },
    chunks: (chunks) => {
      const sendsNone = hash(String(chunks[0]?.id)) % 2
      const joined = joinReasoning(chunks)
      eachChoice(joined, ({ delta }) => {
        if (delta.reasoning_content) delta.reasoning_content = 'The user asks a question.'
      })
      return sendsNone ? joined.filter(({ choices: [choice] }) => !choice?.delta.reasoning_content) : joined
    },
  },
  'thinks-unless-forced': {
    says: 'The model does not think before a tool call that is required or named.',
    allowed: 'A forced call begins with its first token.',
    think: {},
    answers: (answers, { body }) => {
      if (isForced(body)) for (const answer of answers) unthink(answer)
    },
  },
  'thinks-between-calls': {
    says: 'The model thinks again after its text, before it calls a tool.',
    allowed,
    think: {},
    answers: (answers) => {
      for (const answer of answers.filter(
        ({ calls, text, finish }) => calls.length && text === null && finish !== 'length',
      )) {
        answer.text = 'Let me look that up.'
        answer.tokens = tokenise(answer.text)
      }
    },
    chunks: interleave,
  },
  'thinks-the-answer': {
    says: 'The reasoning ends with a draft that is the answer word for word.',
    allowed: 'What a model thinks is its own affair.',
    think: {},
    answers: (answers, { body }) => {
      for (const answer of answers)
        if (answer.reasoning && answer.text && answer.finish === 'stop' && roomFor(answer, body))
          answer.reasoning += ` Draft: ${answer.text}`
    },
  },
  'thinks-briefly': {
    says: 'The reasoning is the answer itself, in a few words.',
    allowed: 'What a model thinks is its own affair.',
    think: {},
    answers: (answers) => {
      for (const answer of answers)
        if (answer.reasoning && answer.text && answer.text.length < 20 && answer.finish === 'stop')
          answer.reasoning = answer.text
    },
  },
} satisfies Record<string, Variant>

/** A longer reasoning stays below the token limit. */
function roomFor(answer: Answer, body: Loose): boolean {
  const limit = Math.min(body?.max_completion_tokens ?? Infinity, body?.max_tokens ?? Infinity)
  return countTokens(answer.reasoning ?? '') + 2 * answer.tokens.length + 8 < limit
}
