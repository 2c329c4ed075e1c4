/** Requests that have to be refused and are not, or that are refused with another status. */
import type { Asked, Fault, Refusal } from '../twist.ts'
import { accepting, inTexts, messages } from './_said.ts'

/** Refuses requests of a kind with another status. */
function answering(status: number, what: (refusal: Refusal, asked: Asked) => unknown): Pick<Fault, 'refusal'> {
  return { refusal: (found, asked) => (found && what(found, asked) ? { ...found, status } : found) }
}

/** What the check of one place found. */
const at = (place: RegExp, code?: RegExp) => (found: Refusal) =>
  place.test(String(found.param)) && (!code || code.test(String(found.code)))

const isMalformed = ({ message }: Refusal) => /cannot be parsed|not UTF-8/.test(message)
const isOtherJson = ({ message }: Refusal) => /JSON of another type/.test(message)

export default {
  'malformed-json-accepted': {
    says: 'A body that cannot be parsed is answered as if it were an empty one.',
    breaks: 'error/malformed-json',
    ...accepting(isMalformed),
  },
  'malformed-json-is-404': {
    says: 'A body that cannot be parsed is answered with 404.',
    breaks: 'error/malformed-json',
    ...answering(404, isMalformed),
  },
  'list-as-body-accepted': {
    says: 'A body that is JSON but no object is answered.',
    breaks: 'error/body-not-object',
    ...accepting(isOtherJson),
  },
  'list-as-body-fails': {
    says: 'A body that is JSON but no object ends in an internal error.',
    breaks: 'error/body-not-object',
    also: ['error/client-fault-is-4xx'],
    ...answering(500, isOtherJson),
  },
  'no-messages-accepted': {
    says: 'A request without messages is answered.',
    breaks: 'error/messages-missing',
    ...accepting(at(/^messages$/, /missing/)),
  },
  'no-messages-fail': {
    says: 'A request without messages ends in an internal error.',
    breaks: 'error/messages-missing',
    also: ['error/client-fault-is-4xx'],
    ...answering(500, at(/^messages$/, /missing/)),
  },
  'text-as-messages-accepted': {
    says: 'A request whose messages are no list of objects is answered.',
    breaks: 'error/messages-wrong-type',
    ...accepting(at(/^messages(\[\d+\])?$/, /invalid_type/)),
  },
  'model-missing-fails': {
    says: 'A request without a model ends in an internal error.',
    breaks: 'error/client-fault-is-4xx',
    ...answering(500, at(/^model$/, /missing/)),
  },
  'unknown-model-confirmed': {
    says: 'A model that is not served is answered for, under its name.',
    breaks: 'error/model-unknown-served',
    seen: 'https://github.com/sgl-project/sglang/issues/7035',
    ...accepting(({ code }) => code === 'model_not_found'),
  },
  'unknown-model-replaced': {
    says: 'A model that is not served is answered for by another one.',
    breaks: 'error/model-unknown-served',
    seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/619',
    ...accepting(({ code }, { path }) => code === 'model_not_found' && path === '/chat/completions'),
    completion: (completion) => {
      completion.model = 'reference-1'
    },
  },
  'wrong-types-accepted': {
    says: 'Parameters of the wrong type are ignored.',
    breaks: 'error/wrong-types',
    ...accepting(at(/^(temperature|top_p|n|seed|stop|logprobs|metadata)$/, /invalid_type/)),
  },
  'numbers-out-of-range-accepted': {
    says: 'Numbers beyond their bounds are accepted.',
    breaks: 'error/out-of-range',
    ...accepting(({ code }) => /_(below|above)_m(in|ax)_value/.test(String(code))),
  },
  'five-stop-strings-accepted': {
    says: 'Five stop strings are accepted.',
    breaks: 'error/out-of-range',
    ...accepting(at(/^stop$/, /array_above/)),
  },
  'unknown-roles-accepted': {
    says: 'A message of an unknown role is answered.',
    breaks: 'error/message-role-invalid',
    ...accepting(at(/^messages\[\d+\]\.role$/, /invalid_value|missing/)),
  },
  'wrong-content-accepted': {
    says: 'A user message with content of the wrong type is answered.',
    breaks: 'error/message-content-invalid',
    ...accepting(at(/^messages\[\d+\]\.content$/, /invalid_type|missing/)),
  },
  'result-without-id-accepted': {
    says: 'A tool message without tool_call_id is accepted.',
    breaks: 'error/tool-message-without-id',
    ...accepting(at(/tool_call_id$/, /missing/)),
  },
  'unmatched-results-accepted': {
    says: 'Tool messages are not compared with the calls before them.',
    breaks: 'error/tool-message-unmatched',
    ...accepting(at(/^messages\[\d+\]\.(role|tool_call_id)$/, /null/)),
  },
  'invalid-tools-accepted': {
    says: 'Tools that break their schema are accepted.',
    breaks: 'error/tools-invalid',
    ...accepting(at(/^tools\[/)),
  },
  'invalid-tool-names-accepted': {
    says: 'A tool may have any name.',
    breaks: 'error/tools-invalid',
    ...accepting(at(/^tools\[\d+\]\.function\.name$/, /invalid_value/)),
  },
  'impossible-choice-accepted': {
    says: 'A tool_choice that cannot be met is ignored.',
    breaks: 'error/tool-choice-invalid',
    ...accepting(at(/^tool_choice/)),
  },
  'missing-key-is-400': {
    says: 'A request without a key is answered with 400.',
    breaks: 'error/auth-missing',
    ...answering(400, ({ status }, { headers }) => status === 401 && !headers.authorization),
  },
  'wrong-key-is-404': {
    says: 'A request with a wrong key is answered with 404.',
    breaks: 'error/auth-invalid',
    ...answering(404, ({ code }) => code === 'invalid_api_key'),
  },
  'wrong-key-accepted': {
    says: 'Any key will do.',
    breaks: 'error/auth-invalid',
    ...accepting(({ code }) => code === 'invalid_api_key'),
  },
  'key-repeated': {
    says: 'A refusal repeats the whole key that was sent.',
    breaks: 'error/key-not-echoed',
    error: ({ error }, { headers }) => {
      if (headers.authorization) error.message += ` (${headers.authorization})`
    },
  },
  'unknown-path-answered': {
    says: 'Any path is taken for the chat path.',
    breaks: 'error/unknown-path',
    ...accepting(({ status, message }) => status === 404 && message.startsWith('There is nothing')),
  },
  'unknown-path-is-400': {
    says: 'An unknown path is answered with 400.',
    breaks: 'error/unknown-path',
    ...answering(400, ({ status, message }) => status === 404 && message.startsWith('There is nothing')),
  },
  'method-is-400': {
    says: 'A method that the path does not have is answered with 400.',
    breaks: 'error/method-not-allowed',
    ...answering(400, ({ status }) => status === 405),
  },
  'allow-missing': {
    says: 'A 405 has no Allow header.',
    breaks: 'error/allow-lists-methods',
    reply: ({ headers }) => {
      delete headers.allow
    },
  },
  'allow-without-post': {
    says: 'The Allow header of a 405 lists GET only.',
    breaks: 'error/allow-lists-methods',
    reply: ({ headers }) => {
      if (headers.allow) headers.allow = 'GET'
    },
  },
  'plain-text-accepted': {
    says: 'A body is read as JSON whatever it claims to be.',
    breaks: 'error/unsupported-content-type',
    ...accepting(({ code }) => code === 'unsupported_content_type'),
  },
  'prompt-cut-in-secret': {
    says: 'Of a long prompt only the end is read.',
    breaks: 'error/context-length',
    seen: 'https://github.com/sgl-project/sglang/pull/2956',
    completion: ({ usage }) => {
      if (usage.prompt_tokens > 1000) usage.prompt_tokens = 220
      usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
    },
  },
  'long-prompt-unanswered': {
    says: 'A prompt that is too long is answered with an empty text, and counted as one token.',
    breaks: 'error/context-length',
    seen: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2339',
    ...inTexts((text, { body }) => (isLong(body) ? '' : text)),
    completion: ({ usage }, { body }) => {
      if (isLong(body)) Object.assign(usage, { prompt_tokens: 1, total_tokens: 1 + usage.completion_tokens })
    },
  },
} satisfies Record<string, Fault>

function isLong(body: Asked['body']): boolean {
  return messages(body).some(({ content }) => typeof content === 'string' && content.length > 20_000)
}
