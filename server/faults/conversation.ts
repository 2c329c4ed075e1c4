/** Histories that are refused or not read, and replies that are mixed up. */
import type { Body, Fault, Loose } from '../twist.ts'
import { inTexts, messages, refusing, say } from './_said.ts'

const isPlain = ({ role }: Loose) => role === 'user' || role === 'assistant'

/** The assistant messages that call tools. */
function calling(body: Body): Loose[] {
  return messages(body).filter(({ tool_calls: calls }) => Array.isArray(calls) && calls.length)
}

/** Takes messages out of the request. */
function forgetting(keep: (message: Loose, i: number, all: Loose[]) => unknown): Pick<Fault, 'request'> {
  return {
    request: (body) => {
      if (Array.isArray(body.messages)) body.messages = body.messages.filter(keep)
    },
  }
}

/** Changes what the user wrote, where it is one text. */
function rewriting(change: (text: string) => string): Pick<Fault, 'request'> {
  return {
    request: (body) => {
      for (const message of messages(body))
        if (message?.role === 'user' && typeof message.content === 'string') message.content = change(message.content)
    },
  }
}

/** The results of calls stand in another order than the calls. */
function isShuffled(body: Body): boolean {
  const ids = calling(body).flatMap(({ tool_calls: calls }) => calls.map(({ id }: Loose) => id))
  const answered = messages(body).flatMap(({ tool_call_id: id }) => id ?? [])
  return answered.length > 1 && answered.join() !== ids.join()
}

const MARKER = /^[A-Z]+-\d{4}$/

/** The marker that was last said to anybody. */
const overheard = { marker: '' }

/** So near to one another are requests that were sent at once. */
const AT_ONCE_MS = 50

/** What was said last, and when. */
const last = { said: '', at: 0 }

export default {
  'history-forgotten': {
    says: 'Of a conversation only the last message is read.',
    breaks: 'conversation/history-used',
    ...forgetting((message, i, all) => !all.every(isPlain) || !isPlain(message) || i === all.length - 1),
  },
  'middle-of-history-forgotten': {
    says: 'Of a conversation of several turns only the last two messages are read.',
    breaks: 'conversation/history-used',
    ...forgetting((_, i, all) => !all.every(isPlain) || all.length < 3 || i === all.length - 1),
  },
  'window-of-twenty': {
    says: 'Of a long conversation the last twenty messages are read.',
    breaks: 'conversation/history-used',
    ...forgetting((_, i, all) => i >= all.length - 20),
  },
  'answers-forgotten': {
    says: 'What the assistant said before is left out of the prompt.',
    breaks: 'conversation/history-used',
    ...forgetting(({ role, tool_calls }, i, all) => role !== 'assistant' || tool_calls || i === all.length - 1),
  },
  'first-of-two-users-dropped': {
    says: 'Of two user messages in a row the second is read.',
    breaks: 'conversation/history-used',
    ...forgetting(({ role }, i, all) => role !== 'user' || all[i + 1]?.role !== 'user'),
  },
  'later-system-messages-dropped': {
    says: 'System messages are read in the first place only.',
    breaks: 'conversation/system-honoured',
    ...forgetting(({ role }, i) => role !== 'system' || i === 0),
  },
  'system-dropped-beside-tools': {
    says: 'System messages are left out of the prompt when tools are offered.',
    breaks: 'conversation/system-honoured',
    request: (body) => {
      if (body.tools) body.messages = messages(body).filter(({ role }) => role !== 'system')
    },
  },
  'system-dropped-beside-pictures': {
    says: 'System messages are left out of the prompt when there is a picture.',
    breaks: 'conversation/system-honoured',
    request: (body) => {
      const all = messages(body)
      if (JSON.stringify(all).includes('"image_url"')) body.messages = all.filter(({ role }) => role !== 'system')
    },
  },
  'system-parts-dropped': {
    says: 'Of a system message in parts only the first is read.',
    breaks: 'conversation/system-honoured',
    request: (body) => {
      for (const message of messages(body))
        if (message.role === 'system' && Array.isArray(message.content)) message.content = message.content.slice(0, 1)
    },
  },
  'second-result-dropped': {
    says: 'Of the results of several calls only the first is read.',
    breaks: 'usage/prompt-monotone',
    request: (body) => {
      for (const message of messages(body)
        .filter(({ role }) => role === 'tool')
        .slice(1))
        if (typeof message.content === 'string') message.content = ''
    },
  },
  'markup-stripped': {
    says: 'Tags of HTML are taken out of what the user wrote.',
    breaks: 'usage/prompt-monotone',
    ...rewriting((text) => text.replace(/<[^>]*>/g, '')),
  },
  'emoji-stripped': {
    says: 'Characters beyond the first plane are taken out of what the user wrote.',
    breaks: 'usage/prompt-monotone',
    ...rewriting((text) => text.replace(/ ?[\u{10000}-\u{10ffff}]/gu, '')),
  },
  'only-ascii-read': {
    says: 'Characters outside ASCII are taken out of what the user wrote.',
    breaks: 'usage/prompt-monotone',
    ...rewriting((text) => text.replace(/ ?[^\x00-\x7f]/g, '')),
  },
  'system-messages-dropped': {
    says: 'System messages are left out of the prompt.',
    breaks: 'conversation/system-honoured',
    ...forgetting(({ role }, _, all) => role !== 'system' || all.length === 1),
  },
  'developer-messages-dropped': {
    says: 'Developer messages are left out of the prompt.',
    breaks: 'conversation/system-honoured',
    ...forgetting(({ role }, _, all) => role !== 'developer' || all.length === 1),
  },
  'answers-of-others': {
    says: 'A reply says what an earlier request asked for.',
    breaks: 'conversation/concurrency-isolation',
    answers: ([answer]) => {
      if (!answer?.text || !MARKER.test(answer.text)) return
      const { marker } = overheard
      overheard.marker = answer.text
      if (marker) say(answer, marker)
    },
  },
  'answers-left-over': {
    says: 'A streamed reply ends with what an earlier request asked for.',
    breaks: 'conversation/concurrency-isolation',
    answers: ([answer], { streamed }) => {
      if (!streamed || !answer?.text || !MARKER.test(answer.text)) return
      const { marker } = overheard
      overheard.marker = answer.text
      if (marker) say(answer, `${answer.text} ${marker}`)
    },
  },
  'answers-crossed-under-load': {
    says: 'Of two requests that come at almost the same time, the second gets the answer to the first.',
    breaks: 'conversation/concurrency-isolation',
    answers: ([answer]) => {
      if (!answer?.text || !MARKER.test(answer.text)) return
      const { said, at } = last
      last.said = answer.text
      last.at = Date.now()
      if (said && last.at - at < AT_ONCE_MS) say(answer, said)
    },
  },
  'text-in-ascii': {
    says: 'Letters outside ASCII come back as question marks.',
    breaks: 'conversation/multibyte-round-trip',
    ...inTexts((text, { body }) => (body?.response_format ? text : text.replace(/[^\x00-\x7f]/g, '?'))),
  },
  'text-escaped-twice': {
    says: 'Letters outside ASCII come back as escapes that stand in the text.',
    breaks: 'conversation/multibyte-round-trip',
    also: ['params/max-completion-tokens'],
    ...inTexts((text, { body }) =>
      body?.response_format
        ? text
        : text.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ),
  },
  'text-read-as-latin-1': {
    says: 'The body of the request is read as Latin-1.',
    breaks: 'conversation/multibyte-round-trip',
    ...inTexts((text, { body }) => (body?.response_format ? text : Buffer.from(text).toString('latin1'))),
  },
  'refusal-null-refused': {
    says: 'An assistant message of the history that has the member refusal is refused.',
    breaks: 'conversation/own-message-accepted',
    seen: 'https://github.com/diegosouzapw/OmniRoute/pull/4350',
    ...refusing((body) => messages(body).some((message) => 'refusal' in message), 422),
  },
  'annotations-refused': {
    says: 'An assistant message of the history that has annotations is refused.',
    breaks: 'conversation/own-message-accepted',
    seen: 'https://github.com/BerriAI/litellm/issues/30835',
    ...refusing((body) => messages(body).some((message) => 'annotations' in message), 422),
  },
  'empty-tool-calls-not-taken-back': {
    says: 'An assistant message is sent with an empty list of calls, and refused with it.',
    breaks: 'conversation/own-message-accepted',
    seen: 'https://github.com/vllm-project/vllm/pull/49346',
    ...refusing((body) => messages(body).some(({ tool_calls: calls }) => Array.isArray(calls) && !calls.length)),
    completion: ({ choices }) => {
      for (const { message } of choices) message.tool_calls ??= []
    },
  },
  'null-content-refused': {
    says: 'An assistant message with calls whose content is null is refused.',
    breaks: 'conversation/tool-round-trip',
    seen: 'https://github.com/pydantic/pydantic-ai/issues/5206',
    ...refusing((body) => calling(body).some(({ content }) => content === null)),
  },
  'absent-content-fails': {
    says: 'An assistant message with calls and without content ends in an internal error.',
    breaks: 'conversation/tool-round-trip',
    also: ['http/server-error'],
    seen: 'https://github.com/ggml-org/llama.cpp/pull/12293',
    ...refusing((body) => calling(body).some(({ content }) => content === undefined), 500),
  },
  'empty-arguments-fail': {
    says: 'A call in the history whose arguments are an empty text ends in an internal error.',
    breaks: 'http/server-error',
    ...refusing((body) => calling(body).some((message) => JSON.stringify(message).includes('"arguments":""')), 500),
  },
  'results-by-position': {
    says: 'Results of calls are refused when they do not come in the order of the calls.',
    breaks: 'conversation/parallel-tool-results',
    ...refusing(isShuffled),
  },
  'names-refused': {
    says: 'A message with a name is refused.',
    breaks: 'conversation/roles-accepted',
    ...refusing((body) => messages(body).some(({ name, role }) => name !== undefined && role !== 'function'), 422),
  },
  'names-of-system-refused': {
    says: 'A system message with a name is refused.',
    breaks: 'conversation/roles-accepted',
    ...refusing((body) => messages(body).some(({ name, role }) => name !== undefined && role === 'system')),
  },
  'users-in-a-row-refused': {
    says: 'Two user messages in a row are refused.',
    breaks: 'conversation/message-sequences',
    seen: 'https://github.com/vllm-project/vllm/issues/6862',
    ...refusing((body) => messages(body).some(({ role }, i, all) => role === 'user' && all[i + 1]?.role === 'user')),
  },
  'late-system-messages-refused': {
    says: 'A system message that is not the first is refused.',
    breaks: 'conversation/message-sequences',
    seen: 'https://github.com/microsoft/autogen/issues/1037',
    ...refusing((body) => messages(body).some(({ role }, i) => role === 'system' && i > 0)),
  },
  'long-history-refused': {
    says: 'A request with more than a hundred messages is refused.',
    breaks: 'conversation/long-history',
    ...refusing((body) => messages(body).length > 100),
  },
  'long-history-fails': {
    says: 'A request with more than a hundred messages ends in an internal error.',
    breaks: 'conversation/long-history',
    also: ['http/server-error'],
    ...refusing((body) => messages(body).length > 100, 500),
  },
} satisfies Record<string, Fault>
