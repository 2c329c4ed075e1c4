/** Reasoning that is lost, or that is where it does not belong. The model of all these servers thinks. */
import { logprobsOf } from '../logprobs.ts'
import { list, object, objects } from '../loose.ts'
import { refuse } from '../refuse.ts'
import type { Thinking } from '../thinking.ts'
import { tokenise } from '../tokens.ts'
import type { Answer, Asked, Fault, Loose } from '../twist.ts'
import { inAnswers, setText } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { inUsage } from './_places.ts'

const think: Thinking = {}

type When = (asked: Asked) => boolean

const always: When = () => true
const isForced: When = ({ body }) => body?.tool_choice === 'required' || object(body?.tool_choice) !== undefined
const isStrict: When = ({ body }) => JSON.stringify(body?.tools ?? null).includes('"strict":true')
const hasTools: When = ({ body }) => objects(body?.tools).length > 0

/** Changes every message with reasoning. */
const inPlain = (change: (message: Loose) => void, when = always): Pick<Fault, 'completion'> => ({
  completion: ({ choices }, asked) => {
    if (when(asked)) for (const { message } of choices) if (message.reasoning_content) change(message)
  },
})

/** Changes every delta with reasoning. */
const inStreams = (change: (delta: Loose, choice: Loose) => void, when = always): Pick<Fault, 'chunks'> => ({
  chunks: (chunks, asked) => {
    if (when(asked))
      for (const { choices } of chunks)
        for (const choice of choices) if (choice.delta.reasoning_content) change(choice.delta, choice)
  },
})

const lose = (owner: Loose) => void delete owner.reasoning_content

/** Sends the reasoning as content. */
function mix(owner: Loose): void {
  owner.content = `${owner.reasoning_content}${owner.content ?? ''}`
  delete owner.reasoning_content
}

/** Changes answers whose text is prose: a change of requested JSON would break other rules. */
const inProse = (change: (answer: Answer, text: string) => void, when = always): Pick<Fault, 'answers'> =>
  inAnswers((answer, asked) => {
    if (answer.reasoning && answer.text && /^[^{[]/.test(answer.text) && when(asked)) change(answer, answer.text)
  })

/** Puts the reasoning at the start of the content, in tags. */
const tagged = (opening: string, closing: string) => (answer: Answer, text: string) => {
  setText(answer, `${opening}${answer.reasoning}${closing}${text}`)
}

const withoutField = (change: (answer: Answer, text: string) => void) => (answer: Answer, text: string) => {
  change(answer, text)
  delete answer.reasoning
}

const isStreamed: When = ({ streamed }) => streamed

/** The chunks of a stream with those of the reasoning at another position among the chunks with content. */
const moved = (
  positionOf: (contents: number) => number,
  count: (reasoning: number) => number,
): Pick<Fault, 'chunks'> => ({
  chunks: (chunks) => {
    const isContent = ({ choices }: Loose) => choices[0]?.delta.content
    const isThought = ({ choices }: Loose) => choices[0]?.delta.reasoning_content
    const thoughts = chunks.filter(isThought)
    const contents = chunks.filter(isContent)
    if (!thoughts.length || contents.length < 3 || chunks.some(({ choices }) => choices[0]?.index)) return undefined
    const late = thoughts.slice(thoughts.length - count(thoughts.length))
    const rest = chunks.filter((chunk) => !late.includes(chunk))
    const before = contents[positionOf(contents.length)]
    const at = before ? rest.indexOf(before) : rest.indexOf(contents.at(-1)) + 1
    return [...rest.slice(0, at), ...late, ...rest.slice(at)]
  },
})

const isHistory = (message: Loose, member: string) => message.role === 'assistant' && message[member] !== undefined

/** Refuses reasoning in the history. */
const refuseHistory = (member: string): Pick<Fault, 'refusal'> => ({
  refusal: (refusal, { body }) => {
    const i = objects(body?.messages).findIndex((message) => isHistory(message, member))
    if (refusal || i < 0) return refusal
    return refuse(`messages[${i}].${member}`, null, `Unrecognized request argument supplied: ${member}`)
  },
})

function stopsOf(stop: unknown): readonly string[] {
  return (typeof stop === 'string' ? [stop] : list(stop)).filter((value): value is string => typeof value === 'string')
}

/** The reasoning is not counted. */
const discount = ({ completion_tokens_details: details, ...usage }: Loose) => {
  const completion = usage.completion_tokens - details.reasoning_tokens
  return {
    ...usage,
    completion_tokens: completion,
    total_tokens: usage.prompt_tokens + completion,
    completion_tokens_details: { ...details, reasoning_tokens: 0 },
  }
}

/** What the reasoning is not, although it is in the content. */
const MIXED = ['logprobs/present', 'params/stop-sequences', 'structured/json-object', 'structured/json-schema-strict']

export default defineFaults({
  'message/no-template-leak': {
    'reasoning-tagged-in-streams': {
      says: 'In streams the reasoning is between <think> tags in the content.',
      think,
      ...inProse(withoutField(tagged('<think>', '</think>\n\n')), isStreamed),
    },
    'reasoning-tagged-with-tools': {
      says: 'If tools are declared, the reasoning is between <think> tags in the content.',
      think,
      ...inProse(withoutField(tagged('<think>', '</think>')), hasTools),
    },
    'reasoning-tag-unclosed': {
      says: 'The content begins with an opening <think> tag, which is never closed.',
      think,
      ...inProse(withoutField(tagged('<think>', '\n\n'))),
    },
    'reasoning-closing-tag-left': {
      says: 'The closing </think> tag is left in the content.',
      think,
      ...inProse((answer, text) => setText(answer, `</think>\n\n${text}`)),
    },
    'reasoning-in-brackets': {
      says: 'The reasoning is between [THINK] and [/THINK] in the content.',
      think,
      ...inProse(withoutField(tagged('[THINK]', '[/THINK]'))),
    },
    'reasoning-tagged-in-second-choice': {
      says: 'In every choice but the first, the reasoning is between <think> tags in the content.',
      also: ['structured/json-object', 'structured/json-schema-strict'],
      think,
      completion: ({ choices }) => {
        for (const { message } of choices.slice(1))
          if (message.reasoning_content && message.content)
            message.content = `<think>${message.reasoning_content}</think>${message.content}`
      },
    },
  },
  'message/reasoning-extension': {
    'reasoning-repeated': {
      says: 'The content begins with the reasoning, which is also in its own field.',
      think,
      ...inProse((answer, text) => setText(answer, `${answer.reasoning}\n\n${text}`)),
    },
    'reasoning-repeated-in-streams': {
      says: 'Each delta with reasoning has it as content too.',
      think,
      also: MIXED.filter((rule) => rule !== 'params/stop-sequences'),
      ...inStreams((delta) => (delta.content = delta.reasoning_content)),
    },
  },
  'reasoning/not-after-content': {
    'reasoning-after-content': {
      says: 'A stream sends the reasoning after the content.',
      think,
      ...moved(
        (contents) => contents,
        (thoughts) => thoughts,
      ),
    },
    'reasoning-overtaken': {
      says: 'The last piece of the reasoning is sent in the middle of the content.',
      think,
      ...moved(
        () => 2,
        () => 1,
      ),
    },
  },
  'reasoning/not-lost': {
    'reasoning-lost-in-streams': { says: 'Streams do not contain the reasoning.', think, ...inStreams(lose) },
    'reasoning-lost-in-plain-replies': { says: 'Only streams contain the reasoning.', think, ...inPlain(lose) },
    'reasoning-lost-with-forced-call': {
      says: 'If a tool call is required or named, the reasoning is not sent.',
      think,
      ...inPlain(lose, isForced),
      ...inStreams(lose, isForced),
    },
    'reasoning-lost-with-tools-in-streams': {
      says: 'Streams do not contain the reasoning if tools are declared.',
      think,
      ...inStreams(lose, hasTools),
    },
    'reasoning-mixed-in-streams': {
      says: 'In streams the reasoning is sent as content, without tags.',
      think,
      also: MIXED,
      ...inStreams(mix),
    },
    'reasoning-mixed-with-forced-call': {
      says: 'If a tool call is required or named, the reasoning is sent as content, without tags.',
      think,
      also: ['logprobs/present'],
      ...inPlain(mix, isForced),
      ...inStreams(mix, isForced),
    },
  },
  'usage/reasoning-counted': {
    'reasoning-uncounted': {
      says: 'Usage does not count the reasoning.',
      think: { tokens: 120 },
      ...inUsage((usage) => Object.assign(usage, discount(usage))),
    },
    'reasoning-uncounted-in-details': {
      says: 'reasoning_tokens is always 0.',
      think: { tokens: 120 },
      ...inUsage((usage) => (usage.completion_tokens_details.reasoning_tokens = 0)),
    },
  },
  'logprobs/no-reasoning': {
    'reasoning-in-logprobs': {
      says: 'The log probabilities contain the tokens of the reasoning.',
      think,
      completion: ({ choices }) => {
        for (const { message, logprobs } of choices)
          logprobs?.content?.unshift(...logprobsOf(tokenise(message.reasoning_content ?? ''), 0))
      },
    },
    'reasoning-in-streamed-logprobs': {
      says: 'In streams the log probabilities contain the tokens of the reasoning.',
      think,
      chunks: (chunks, { body }) => {
        if (body?.logprobs !== true) return
        for (const { choices } of chunks)
          for (const choice of choices)
            if (choice.delta.reasoning_content)
              choice.logprobs = { content: logprobsOf(tokenise(choice.delta.reasoning_content), 0), refusal: null }
      },
    },
  },
  'params/stop-not-in-reasoning': {
    'stop-ends-reasoning': {
      says: 'A stop sequence ends the reply also where it is in the reasoning.',
      think,
      ...inAnswers((answer, { body }) => {
        const { reasoning = '' } = answer
        const [first] = stopsOf(body?.stop)
          .map((stop) => reasoning.indexOf(stop))
          .filter((at) => at >= 0)
          .sort((a, b) => a - b)
        if (first === undefined) return
        setText(answer, '')
        Object.assign(answer, { reasoning: reasoning.slice(0, first), calls: [], finish: 'stop' })
      }),
    },
  },
  'conversation/own-message-accepted': {
    'reasoning-refused-in-history': {
      says: 'An assistant message with reasoning_content is refused in the history.',
      think,
      seen: 'https://github.com/vllm-project/vllm/issues/16678',
      ...refuseHistory('reasoning_content'),
    },
    'reasoning-details-refused-in-history': {
      says: 'An assistant message with reasoning_details is refused in the history.',
      think: { spelling: 'reasoning_details' },
      ...refuseHistory('reasoning_details'),
    },
  },
  'tool/arguments-json-object': {
    'reasoning-in-arguments': {
      says: 'If a tool call is required or named, the reasoning is at the start of its arguments.',
      think,
      ...inAnswers((answer, asked) => {
        const [call] = answer.calls
        if (!call || !answer.reasoning || !isForced(asked) || isStrict(asked)) return
        call.arguments = `<think>${answer.reasoning}</think>${call.arguments}`
        delete answer.reasoning
      }),
    },
  },
})
