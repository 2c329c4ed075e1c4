/** Parameters that are accepted and have no effect, have half an effect, or are refused in one of their forms. */
import type { Answer, Asked, Body, Fault, Loose } from '../twist.ts'
import { accepting, inTexts, refusing } from './_said.ts'

/** Takes members out of the request, always or of some requests only. */
function ignoring(names: readonly string[], when: (body: Body) => unknown = () => true): Pick<Fault, 'request'> {
  return {
    request: (body) => {
      if (when(body)) for (const name of names) delete body[name]
    },
  }
}

/** Gives answers that end for one reason another one. */
function ending(from: string, to: string, when: (answer: Answer, asked: Asked) => unknown): Pick<Fault, 'answers'> {
  return {
    answers: (answers, asked) => {
      for (const answer of answers) if (answer.finish === from && when(answer, asked)) answer.finish = to
    },
  }
}

/** Adds to the tokens of the answer. */
function overcount(usage: Loose): void {
  usage.completion_tokens += 1
  usage.total_tokens += 1
}

const isStructured = ({ body }: Asked) => body?.response_format !== undefined
const stopOf = ({ body }: Asked): unknown => body?.stop
const isNull = (value: unknown) => value === null

export default {
  'max-tokens-ignored': {
    says: 'max_tokens is accepted and has no effect.',
    breaks: 'params/max-tokens',
    ...ignoring(['max_tokens']),
  },
  'max-tokens-ignored-in-streams': {
    says: 'max_tokens has no effect when the reply is streamed.',
    breaks: 'params/max-tokens',
    ...ignoring(['max_tokens'], ({ stream }) => stream === true),
  },
  'max-completion-tokens-ignored': {
    says: 'max_completion_tokens is accepted and has no effect.',
    breaks: 'params/max-completion-tokens',
    seen: 'https://github.com/abetlen/llama-cpp-python/issues/1907',
    ...ignoring(['max_completion_tokens']),
  },
  'max-completion-tokens-doubled': {
    says: 'max_completion_tokens allows twice as many tokens.',
    breaks: 'params/max-completion-tokens',
    request: (body) => {
      if (typeof body.max_completion_tokens === 'number') body.max_completion_tokens *= 2
    },
  },
  'limit-counts-the-end': {
    says: 'The token that ends the text is counted beyond the limit.',
    breaks: 'params/limit-off-by-one',
    completion: ({ choices, usage }) => {
      if (choices.length === 1 && choices[0].finish_reason === 'length') overcount(usage)
    },
  },
  'limit-counts-the-end-in-streams': {
    says: 'The token that ends a streamed text is counted beyond the limit.',
    breaks: 'params/limit-off-by-one',
    chunks: (chunks) => {
      const isCut = chunks.some(({ choices }) => choices[0]?.finish_reason === 'length')
      for (const { usage } of chunks) if (isCut && usage) overcount(usage)
    },
  },
  'length-reported-as-stop': {
    says: 'A text that the limit cut ends with stop.',
    breaks: 'params/length-cut-reported',
    seen: 'https://github.com/mudler/LocalAI/issues/3533',
    ...ending('length', 'stop', ({ calls }, asked) => !calls.length && !isStructured(asked)),
  },
  'length-reported-as-stop-in-streams': {
    says: 'A streamed text that the limit cut ends with stop.',
    breaks: 'params/length-cut-reported',
    seen: 'https://github.com/llm-d/llm-d-inference-sim/issues/29',
    ...ending('length', 'stop', ({ calls }, asked) => asked.streamed && !calls.length && !isStructured(asked)),
  },
  'cut-calls-finish-with-tool-calls': {
    says: 'A call whose arguments the limit cut ends with tool_calls.',
    breaks: 'params/length-cut-reported',
    ...ending('length', 'tool_calls', ({ calls }) => calls.length),
  },
  'stop-ignored': {
    says: 'stop is accepted and has no effect.',
    breaks: 'params/stop-sequences',
    ...ignoring(['stop']),
  },
  'stop-ignored-beside-tools': {
    says: 'stop has no effect when tools are offered.',
    breaks: 'params/stop-sequences',
    ...ignoring(['stop'], ({ tools }) => tools),
  },
  'stop-list-ignored': {
    says: 'stop has no effect when it is a list.',
    breaks: 'params/stop-sequences',
    ...ignoring(['stop'], ({ stop }) => Array.isArray(stop)),
  },
  'stop-string-kept': {
    says: 'The text ends with the stop string that ended it.',
    breaks: 'params/stop-sequences',
    seen: 'https://github.com/huggingface/text-generation-inference/issues/1724',
    ...inTexts((text, asked) => (typeof stopOf(asked) === 'string' ? text + String(stopOf(asked)) : text)),
  },
  'stop-reported-as-length': {
    says: 'A text that a stop string ended ends with length.',
    breaks: 'params/stop-sequences',
    also: ['choice/finish-reason-stop'],
    ...ending('stop', 'length', (_, asked) => typeof stopOf(asked) === 'string'),
  },
  'stop-string-begun': {
    says: 'All of the stop string but its last letter is already streamed when that comes.',
    breaks: 'params/stop-prefix-held-back',
    seen: 'https://github.com/vllm-project/vllm/issues/3574',
    ...inTexts((text, asked) =>
      asked.streamed && typeof stopOf(asked) === 'string' ? text + String(stopOf(asked)).slice(0, -1) : text,
    ),
  },
  'stop-list-of-four-refused': {
    says: 'stop is refused when it is a list of more than two.',
    breaks: 'params/stop-both-forms',
    ...refusing(({ stop }) => Array.isArray(stop) && stop.length > 2),
  },
  'stop-string-refused': {
    says: 'stop is refused when it is a string.',
    breaks: 'params/stop-both-forms',
    ...refusing(({ stop }) => typeof stop === 'string', 422),
  },
  'stop-list-refused': {
    says: 'stop is refused when it is a list.',
    breaks: 'params/stop-both-forms',
    ...refusing(({ stop }) => Array.isArray(stop) && stop.length === 1),
  },
  'null-refused': {
    says: 'A parameter that is null is refused.',
    breaks: 'params/null-accepted',
    seen: 'https://github.com/ztjhz/BetterChatGPT/issues/248',
    ...refusing(({ temperature, top_p, max_tokens, seed }) => [temperature, top_p, max_tokens, seed].some(isNull), 422),
  },
  'null-format-of-stop-crashes': {
    says: 'stop that is null ends in an internal error.',
    breaks: 'params/null-accepted',
    also: ['http/server-error'],
    seen: 'https://github.com/sgl-project/sglang/issues/4589',
    ...refusing(({ stop }) => isNull(stop), 500),
  },
  'temperature-two-refused': {
    says: 'A temperature of exactly 2 is refused.',
    breaks: 'params/bounds-inclusive',
    ...refusing(({ temperature }) => temperature === 2),
  },
  'penalties-below-zero-refused': {
    says: 'A negative penalty is refused.',
    breaks: 'params/bounds-inclusive',
    ...refusing(({ presence_penalty: one, frequency_penalty: other }) => Number(one) < 0 || Number(other) < 0),
  },
  'seed-below-zero-refused': {
    says: 'A negative seed is refused.',
    breaks: 'params/seed-accepted',
    ...refusing(({ seed }) => Number(seed) < 0, 422),
  },
  'large-seed-refused': {
    says: 'A seed that takes more than 31 bits is refused.',
    breaks: 'params/seed-accepted',
    ...refusing(({ seed }) => Number(seed) > 2 ** 31 - 1),
  },
  'seed-ignored': {
    says: 'A seed is accepted, and every answer is another one.',
    breaks: 'params/seed-reproducible',
    ...inTexts((text, { body, count }) => (body?.seed && body.temperature ? `${text} ${count}` : text)),
  },
  'logit-bias-ignored-in-streams': {
    says: 'logit_bias has no effect when the reply is streamed.',
    breaks: 'params/logit-bias-has-effect',
    ...ignoring(['logit_bias'], ({ stream }) => stream === true),
  },
  'logit-bias-ignored': {
    says: 'logit_bias is accepted and has no effect.',
    breaks: 'params/logit-bias-has-effect',
    ...ignoring(['logit_bias']),
  },
  'stream-options-alone-accepted': {
    says: 'stream_options is accepted without stream.',
    breaks: 'params/stream-options-without-stream',
    ...accepting(({ param, code }) => param === 'stream_options' && code === null),
  },
  'user-refused': {
    says: 'The parameter user is refused.',
    breaks: 'params/common-optional-accepted',
    ...refusing(({ user }) => user !== undefined, 422),
  },
  'metadata-refused': {
    says: 'The parameter metadata is refused.',
    breaks: 'params/common-optional-accepted',
    ...refusing(({ metadata }) => metadata),
  },
} satisfies Record<string, Fault>
