/** Invalid requests that are accepted, or refused with a wrong status. */
import type { Asked, Refusal } from '../twist.ts'
import { inTexts } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { inCompletion } from './_places.ts'
import { acceptRequests, messagesOf, setStatus } from './_requests.ts'

/** The refusal is about this parameter, and has this code. */
const isAbout = (param: RegExp, code?: RegExp) => (refusal: Refusal) =>
  param.test(String(refusal.param)) && (!code || code.test(String(refusal.code)))

const isMalformed = ({ message }: Refusal) => /cannot be parsed|not UTF-8/.test(message)
const isOtherJson = ({ message }: Refusal) => /JSON of another type/.test(message)
const isUnknownPath = ({ status, message }: Refusal) => status === 404 && message.startsWith('There is nothing')
const isUnknownModel = ({ code }: Refusal) => code === 'model_not_found'
const isWrongKey = ({ code }: Refusal) => code === 'invalid_api_key'

function isLong(body: Asked['body']): boolean {
  return messagesOf(body).some(({ content }) => typeof content === 'string' && content.length > 20_000)
}

export default defineFaults({
  'error/malformed-json': {
    'malformed-json-accepted': {
      says: 'A body that cannot be parsed is answered like an empty object.',
      ...acceptRequests(isMalformed),
    },
    'malformed-json-is-404': {
      says: 'A body that cannot be parsed is answered with 404.',
      ...setStatus(404, isMalformed),
    },
  },
  'error/body-not-object': {
    'list-as-body-accepted': {
      says: 'A body that is JSON but not an object is accepted.',
      ...acceptRequests(isOtherJson),
    },
    'list-as-body-fails': {
      says: 'A body that is JSON but not an object is answered with 500.',
      also: ['error/client-fault-is-4xx'],
      ...setStatus(500, isOtherJson),
    },
  },
  'error/messages-missing': {
    'no-messages-accepted': {
      says: 'A request without messages is accepted.',
      ...acceptRequests(isAbout(/^messages$/, /missing/)),
    },
    'no-messages-fail': {
      says: 'A request without messages is answered with 500.',
      also: ['error/client-fault-is-4xx'],
      ...setStatus(500, isAbout(/^messages$/, /missing/)),
    },
  },
  'error/messages-empty': {
    'empty-messages-accepted': {
      says: 'A request with an empty array of messages is accepted.',
      ...acceptRequests(isAbout(/^messages$/, /^empty_array$/)),
    },
  },
  'error/messages-wrong-type': {
    'text-as-messages-accepted': {
      says: 'A request whose messages is not an array of objects is accepted.',
      ...acceptRequests(isAbout(/^messages(\[\d+\])?$/, /invalid_type/)),
    },
  },
  'error/client-fault-is-4xx': {
    'refusals-of-upstream-are-502': {
      says: 'A gateway answers with 502 whatever the server that it calls refuses.',
      also: ['case/unavailable'],
      ...setStatus(502),
    },
    'model-missing-fails': {
      says: 'A request without a model is answered with 500.',
      ...setStatus(500, isAbout(/^model$/, /missing/)),
    },
  },
  'error/model-unknown-served': {
    'unknown-model-confirmed': {
      says: 'A request for an unknown model is answered, with the name of that model.',
      seen: 'https://github.com/sgl-project/sglang/issues/7035',
      ...acceptRequests(isUnknownModel),
    },
    'unknown-model-replaced': {
      says: 'A request for an unknown model is answered by another model.',
      seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/619',
      ...acceptRequests((refusal, { path }) => isUnknownModel(refusal) && path === '/chat/completions'),
      ...inCompletion({ model: 'reference-1' }),
    },
  },
  'error/wrong-types': {
    'wrong-types-accepted': {
      says: 'Parameters of the wrong type are ignored.',
      ...acceptRequests(isAbout(/^(temperature|top_p|n|seed|stop|logprobs|metadata)$/, /invalid_type/)),
    },
  },
  'error/out-of-range': {
    'numbers-out-of-range-accepted': {
      says: 'Numbers out of range are accepted.',
      ...acceptRequests(({ code }) => /_(below|above)_m(in|ax)_value/.test(String(code))),
    },
    'five-stop-strings-accepted': {
      says: 'Five stop strings are accepted.',
      ...acceptRequests(isAbout(/^stop$/, /array_above/)),
    },
  },
  'error/message-role-invalid': {
    'unknown-roles-accepted': {
      says: 'A message with an unknown role is accepted.',
      ...acceptRequests(isAbout(/^messages\[\d+\]\.role$/, /invalid_value|missing/)),
    },
  },
  'error/message-content-invalid': {
    'wrong-content-accepted': {
      says: 'A user message with content of the wrong type is accepted.',
      ...acceptRequests(isAbout(/^messages\[\d+\]\.content$/, /invalid_type|missing/)),
    },
  },
  'error/tool-message-without-id': {
    'result-without-id-accepted': {
      says: 'A tool message without tool_call_id is accepted.',
      ...acceptRequests(isAbout(/tool_call_id$/, /missing/)),
    },
  },
  'error/tool-message-unmatched': {
    'unmatched-results-accepted': {
      says: 'A tool message that matches no tool call is accepted.',
      ...acceptRequests(isAbout(/^messages\[\d+\]\.(role|tool_call_id)$/, /null/)),
    },
  },
  'error/tools-invalid': {
    'invalid-tools-accepted': {
      says: 'Tools that do not match their schema are accepted.',
      ...acceptRequests(isAbout(/^tools\[/)),
    },
    'invalid-tool-names-accepted': {
      says: 'A function with an invalid name is accepted.',
      ...acceptRequests(isAbout(/^tools\[\d+\]\.function\.name$/, /invalid_value/)),
    },
  },
  'error/tool-choice-invalid': {
    'impossible-choice-accepted': {
      says: 'A tool_choice that is impossible is ignored.',
      ...acceptRequests(isAbout(/^tool_choice/)),
    },
  },
  'error/auth-missing': {
    'missing-key-is-400': {
      says: 'A request without an API key is answered with 400.',
      ...setStatus(400, ({ status }, { headers }) => status === 401 && !headers.authorization),
    },
  },
  'error/auth-invalid': {
    'wrong-key-is-404': { says: 'A request with a wrong API key is answered with 404.', ...setStatus(404, isWrongKey) },
    'wrong-key-accepted': { says: 'Any API key is accepted.', ...acceptRequests(isWrongKey) },
  },
  'error/key-not-echoed': {
    'key-repeated': {
      says: 'Error messages repeat the API key that was sent.',
      error: ({ error }, { headers }) => {
        if (headers.authorization) error.message += ` (${headers.authorization})`
      },
    },
  },
  'error/unknown-path': {
    'unknown-path-answered': {
      says: 'Every unknown path is handled like the chat path.',
      ...acceptRequests(isUnknownPath),
    },
    'unknown-path-is-400': { says: 'An unknown path is answered with 400.', ...setStatus(400, isUnknownPath) },
  },
  'error/method-not-allowed': {
    'method-is-400': {
      says: 'A method that the path does not support is answered with 400.',
      ...setStatus(400, ({ status }) => status === 405),
    },
  },
  'error/allow-lists-methods': {
    'allow-missing': {
      says: 'A 405 has no Allow header.',
      reply: ({ headers }) => {
        delete headers.allow
      },
    },
    'allow-without-post': {
      says: 'The Allow header of a 405 lists only GET.',
      reply: ({ headers }) => {
        if (headers.allow) headers.allow = 'GET'
      },
    },
  },
  'error/unsupported-content-type': {
    'plain-text-accepted': {
      says: 'A body is read as JSON, whatever its Content-Type.',
      ...acceptRequests(({ code }) => code === 'unsupported_content_type'),
    },
  },
  'error/context-length': {
    'prompt-cut-in-secret': {
      says: 'A long prompt is silently truncated to its end.',
      seen: 'https://github.com/sgl-project/sglang/pull/2956',
      completion: ({ usage }) => {
        if (usage.prompt_tokens > 1000) usage.prompt_tokens = 220
        usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
      },
    },
    'long-prompt-unanswered': {
      says: 'A prompt that is too long gets an empty answer and is counted as one token.',
      seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2339',
      ...inTexts((text, { body }) => (isLong(body) ? '' : text)),
      completion: ({ usage }, { body }) => {
        if (isLong(body)) Object.assign(usage, { prompt_tokens: 1, total_tokens: 1 + usage.completion_tokens })
      },
    },
  },
})
