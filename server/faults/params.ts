/** Parameters that have no effect or half an effect, or that are refused in one of their forms. */
import type { Asked, Loose } from '../twist.ts'
import { inTexts, replaceFinish } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { acceptRequests, ignoreParams, inBody, refuseRequests } from './_requests.ts'

/** Adds one token to the answer. */
function countOneMore(usage: Loose): void {
  usage.completion_tokens += 1
  usage.total_tokens += 1
}

const isStructured = ({ body }: Asked) => body?.response_format !== undefined
const isStreamed = ({ stream }: Loose) => stream === true
const isNull = (value: unknown) => value === null

/** The parameter stop, where it is a string. */
const stopString = ({ body }: Asked) => (typeof body?.stop === 'string' ? body.stop : undefined)

/** The limit of a server that has one of its own; no case requests it. */
const OWN_LIMIT = 77

const withOwnLimit = inBody(
  { max_completion_tokens: OWN_LIMIT },
  ({ max_completion_tokens: limit, max_tokens: old }) => (limit ?? old) === undefined,
)

export default defineFaults({
  'params/no-default-limit': {
    'own-limit': {
      says: 'Without a limit in the request, an answer is cut after 77 tokens.',
      ...withOwnLimit,
    },
    'own-limit-silent': {
      says: 'Without a limit in the request, an answer is cut after 77 tokens with finish_reason stop.',
      ...withOwnLimit,
      ...replaceFinish('length', 'stop', (_, { body }) => body?.max_completion_tokens === OWN_LIMIT),
    },
  },
  'params/max-tokens': {
    'max-tokens-ignored': { says: 'max_tokens is accepted and has no effect.', ...ignoreParams(['max_tokens']) },
    'max-tokens-ignored-in-streams': {
      says: 'With streaming, max_tokens has no effect.',
      ...ignoreParams(['max_tokens'], isStreamed),
    },
  },
  'params/max-completion-tokens': {
    'max-completion-tokens-ignored': {
      says: 'max_completion_tokens is accepted and has no effect.',
      seen: 'https://github.com/abetlen/llama-cpp-python/issues/1907',
      ...ignoreParams(['max_completion_tokens']),
    },
    'max-completion-tokens-doubled': {
      says: 'max_completion_tokens allows twice as many tokens.',
      ...inBody((body) => {
        if (typeof body.max_completion_tokens === 'number') body.max_completion_tokens *= 2
      }),
    },
  },
  'params/limit-off-by-one': {
    'limit-counts-the-end': {
      says: 'The end-of-sequence token is counted on top of the limit.',
      completion: ({ choices, usage }) => {
        if (choices.length === 1 && choices[0].finish_reason === 'length') countOneMore(usage)
      },
    },
    'limit-counts-the-end-in-streams': {
      says: 'With streaming, the end-of-sequence token is counted on top of the limit.',
      chunks: (chunks) => {
        const isCut = chunks.some(({ choices }) => choices[0]?.finish_reason === 'length')
        for (const { usage } of chunks) if (isCut && usage) countOneMore(usage)
      },
    },
  },
  'params/length-cut-reported': {
    'length-reported-as-stop': {
      says: 'The finish_reason of a text that the token limit cut is stop.',
      seen: 'https://github.com/mudler/LocalAI/issues/3533',
      ...replaceFinish('length', 'stop', ({ calls }, asked) => !calls.length && !isStructured(asked)),
    },
    'length-reported-as-stop-in-streams': {
      says: 'The finish_reason of a streamed text that the token limit cut is stop.',
      seen: 'https://github.com/llm-d/llm-d-inference-sim/issues/29',
      ...replaceFinish('length', 'stop', ({ calls }, asked) => asked.streamed && !calls.length && !isStructured(asked)),
    },
    'cut-calls-finish-with-tool-calls': {
      says: 'The finish_reason of a call whose arguments the token limit cut is tool_calls.',
      ...replaceFinish('length', 'tool_calls', ({ calls }) => calls.length),
    },
  },
  'params/stop-sequences': {
    'stop-ignored': { says: 'stop is accepted and has no effect.', ...ignoreParams(['stop']) },
    'stop-ignored-beside-tools': {
      says: 'stop has no effect when the request has tools.',
      ...ignoreParams(['stop'], ({ tools }) => tools),
    },
    'stop-list-ignored': {
      says: 'stop has no effect when it is an array.',
      ...ignoreParams(['stop'], ({ stop }) => Array.isArray(stop)),
    },
    'stop-string-kept': {
      says: 'The content ends with the stop string.',
      seen: 'https://github.com/huggingface/text-generation-inference/issues/1724',
      ...inTexts((text, asked) => text + (stopString(asked) ?? '')),
    },
    'stop-reported-as-length': {
      says: 'The finish_reason of a text that a stop string ended is length.',
      also: ['choice/finish-reason-stop'],
      ...replaceFinish('stop', 'length', (_, asked) => stopString(asked) !== undefined),
    },
  },
  'params/stop-prefix-held-back': {
    'stop-string-begun': {
      says: 'All of the stop string but its last letter is streamed before it is recognised.',
      seen: 'https://github.com/vllm-project/vllm/issues/3574',
      ...inTexts((text, asked) => (asked.streamed ? text + (stopString(asked) ?? '').slice(0, -1) : text)),
    },
  },
  'params/stop-both-forms': {
    'stop-list-of-four-refused': {
      says: 'stop is refused when it is an array of more than two strings.',
      ...refuseRequests(({ stop }) => Array.isArray(stop) && stop.length > 2),
    },
    'stop-string-refused': {
      says: 'stop is refused when it is a string.',
      ...refuseRequests(({ stop }) => typeof stop === 'string', 422),
    },
    'stop-list-refused': {
      says: 'stop is refused when it is an array of one string.',
      ...refuseRequests(({ stop }) => Array.isArray(stop) && stop.length === 1),
    },
  },
  'params/null-accepted': {
    'null-refused': {
      says: 'A parameter that is null is refused.',
      seen: 'https://github.com/ztjhz/BetterChatGPT/issues/248',
      ...refuseRequests(
        ({ temperature, top_p, max_tokens, seed }) => [temperature, top_p, max_tokens, seed].some(isNull),
        422,
      ),
    },
    'null-format-of-stop-crashes': {
      says: 'stop: null is answered with status 500.',
      also: ['http/server-error'],
      seen: 'https://github.com/sgl-project/sglang/issues/4589',
      ...refuseRequests(({ stop }) => isNull(stop), 500),
    },
  },
  'params/bounds-inclusive': {
    'temperature-two-refused': {
      says: 'A temperature of exactly 2 is refused.',
      ...refuseRequests(({ temperature }) => temperature === 2),
    },
    'penalties-below-zero-refused': {
      says: 'A negative penalty is refused.',
      ...refuseRequests(
        ({ presence_penalty: presence, frequency_penalty: frequency }) => Number(presence) < 0 || Number(frequency) < 0,
      ),
    },
  },
  'params/seed-accepted': {
    'seed-below-zero-refused': {
      says: 'A negative seed is refused.',
      ...refuseRequests(({ seed }) => Number(seed) < 0, 422),
    },
    'large-seed-refused': {
      says: 'A seed of more than 31 bits is refused.',
      ...refuseRequests(({ seed }) => Number(seed) > 2 ** 31 - 1),
    },
  },
  'params/seed-reproducible': {
    'seed-ignored': {
      says: 'seed is accepted, but every answer is different.',
      ...inTexts((text, { body, count }) => (body?.seed && body.temperature ? `${text} ${count}` : text)),
    },
  },
  'params/logit-bias-has-effect': {
    'logit-bias-ignored-in-streams': {
      says: 'With streaming, logit_bias has no effect.',
      ...ignoreParams(['logit_bias'], isStreamed),
    },
    'logit-bias-ignored': { says: 'logit_bias is accepted and has no effect.', ...ignoreParams(['logit_bias']) },
  },
  'params/stream-options-without-stream': {
    'stream-options-alone-accepted': {
      says: 'stream_options is accepted without stream.',
      ...acceptRequests(({ param, code }) => param === 'stream_options' && code === null),
    },
  },
  'params/common-optional-accepted': {
    'user-refused': {
      says: 'The parameter user is refused.',
      ...refuseRequests(({ user }) => user !== undefined, 422),
    },
    'metadata-refused': { says: 'The parameter metadata is refused.', ...refuseRequests(({ metadata }) => metadata) },
  },
})
