/** Histories that are refused or not read, and replies that are mixed up. */
import type { Answer, Body, Loose } from '../twist.ts'
import { inTexts, setText } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { inMessages } from './_places.ts'
import { inBody, messagesOf, refuseRequests } from './_requests.ts'

type MessageTest = (message: Loose, i: number, all: Loose[]) => unknown

const isPlain = ({ role }: Loose) => role === 'user' || role === 'assistant'
const isNoSystem = ({ role }: Loose) => role !== 'system'

/** The assistant messages with tool calls. */
function callingMessages(body: Body): Loose[] {
  return messagesOf(body).filter(({ tool_calls: calls }) => Array.isArray(calls) && calls.length)
}

/** Removes the messages that do not meet a condition, in some requests. */
const filterMessages = (keep: MessageTest, when: (body: Loose) => unknown = () => true) =>
  inBody(
    (body) => (body.messages = body.messages.filter(keep)),
    (body) => Array.isArray(body.messages) && when(body),
  )

/** Changes the content of user messages, where it is a string. */
const inUserTexts = (change: (text: string) => string) =>
  inBody((body) => {
    for (const message of messagesOf(body))
      if (message?.role === 'user' && typeof message.content === 'string') message.content = change(message.content)
  })

/** Changes the text of every answer that is not structured output. */
const inFreeTexts = (change: (text: string) => string) =>
  inTexts((text, { body }) => (body?.response_format ? text : change(text)))

/** Refuses requests with a message that meets a condition. */
const refuseMessages = (when: MessageTest, status?: number) =>
  refuseRequests((body) => messagesOf(body).some(when), status)

/** Refuses requests with a message with tool calls that meets a condition. */
const refuseCalling = (when: (message: Loose) => boolean, status?: number) =>
  refuseRequests((body) => callingMessages(body).some(when), status)

/** Some text of the message, its content or a part, meets a condition. */
const hasText =
  (when: (text: string) => boolean): MessageTest =>
  ({ content }) =>
    [content].flat().some((part: Loose) => {
      const text = part?.type === 'text' ? part.text : part
      return typeof text === 'string' && when(text)
    })

/** The tool results are in another order than the calls. */
function isShuffled(body: Body): boolean {
  const ids = callingMessages(body).flatMap(({ tool_calls: calls }) => calls.map(({ id }: Loose) => id))
  const answered = messagesOf(body).flatMap(({ tool_call_id: id }) => id ?? [])
  return answered.length > 1 && answered.join() !== ids.join()
}

const MARKER = /^[A-Z]+-\d{4}$/
const BEYOND_ASCII = /[^\x00-\x7f]/g

/** The text of an answer that is nothing but a marker. */
const markerOf = (answer: Answer | undefined) => (MARKER.test(answer?.text ?? '') ? answer?.text : undefined)

/** The last marker in any answer. */
const lastMarker = { text: '' }

/** Remembers the marker of an answer and returns the one before it. */
function exchangeMarker(marker: string): string {
  const { text } = lastMarker
  lastMarker.text = marker
  return text
}

/** Requests that were sent at the same time arrive within so many milliseconds. */
const AT_ONCE_MS = 50

/** The last answer with a marker, and its time. */
const last = { text: '', at: 0 }

export default defineFaults({
  'conversation/history-used': {
    'history-forgotten': {
      says: 'Only the last message of a conversation is read.',
      ...filterMessages((message, i, all) => !all.every(isPlain) || !isPlain(message) || i === all.length - 1),
    },
    'middle-of-history-forgotten': {
      says: 'Only the last message of a conversation with several turns is read.',
      ...filterMessages((_, i, all) => !all.every(isPlain) || all.length < 3 || i === all.length - 1),
    },
    'window-of-twenty': {
      says: 'Only the last twenty messages of a conversation are read.',
      ...filterMessages((_, i, all) => i >= all.length - 20),
    },
    'answers-forgotten': {
      says: 'Earlier assistant messages are left out of the prompt.',
      ...filterMessages(({ role, tool_calls }, i, all) => role !== 'assistant' || tool_calls || i === all.length - 1),
    },
    'first-of-two-users-dropped': {
      says: 'Only the second of two consecutive user messages is read.',
      ...filterMessages(({ role }, i, all) => role !== 'user' || all[i + 1]?.role !== 'user'),
    },
  },
  'conversation/system-honoured': {
    'later-system-messages-dropped': {
      says: 'A system message is read only if it is the first message.',
      ...filterMessages((message, i) => isNoSystem(message) || i === 0),
    },
    'system-dropped-beside-tools': {
      says: 'With tools, system messages are left out of the prompt.',
      ...filterMessages(isNoSystem, ({ tools }) => tools),
    },
    'system-dropped-beside-pictures': {
      says: 'With an image, system messages are left out of the prompt.',
      ...filterMessages(isNoSystem, ({ messages }) => JSON.stringify(messages).includes('"image_url"')),
    },
    'system-parts-dropped': {
      says: 'Only the first content part of a system message is read.',
      ...inBody((body) => {
        for (const message of messagesOf(body))
          if (message.role === 'system' && Array.isArray(message.content)) message.content = message.content.slice(0, 1)
      }),
    },
    'system-messages-dropped': {
      says: 'System messages are left out of the prompt.',
      ...filterMessages((message, _, all) => isNoSystem(message) || all.length === 1),
    },
    'developer-messages-dropped': {
      says: 'Developer messages are left out of the prompt.',
      ...filterMessages(({ role }, _, all) => role !== 'developer' || all.length === 1),
    },
  },
  'usage/prompt-monotone': {
    'second-result-dropped': {
      says: 'Only the first of several tool results is read.',
      ...inBody((body) => {
        const results = messagesOf(body).filter(({ role }) => role === 'tool')
        for (const message of results.slice(1)) if (typeof message.content === 'string') message.content = ''
      }),
    },
    'markup-stripped': {
      says: 'HTML tags are removed from user messages.',
      ...inUserTexts((text) => text.replace(/<[^>]*>/g, '')),
    },
    'emoji-stripped': {
      says: 'Characters outside the Basic Multilingual Plane are removed from user messages.',
      ...inUserTexts((text) => text.replace(/ ?[\u{10000}-\u{10ffff}]/gu, '')),
    },
    'only-ascii-read': {
      says: 'Non-ASCII characters are removed from user messages.',
      ...inUserTexts((text) => text.replace(/ ?[^\x00-\x7f]/g, '')),
    },
  },
  'conversation/concurrency-isolation': {
    'answers-of-others': {
      says: 'A reply has the answer to an earlier request.',
      answers: ([answer]) => {
        const marker = markerOf(answer)
        if (!answer || !marker) return
        const earlier = exchangeMarker(marker)
        if (earlier) setText(answer, earlier)
      },
    },
    'answers-left-over': {
      says: 'A streamed reply ends with the answer to an earlier request.',
      answers: ([answer], { streamed }) => {
        const marker = markerOf(answer)
        if (!streamed || !answer || !marker) return
        const earlier = exchangeMarker(marker)
        if (earlier) setText(answer, `${marker} ${earlier}`)
      },
    },
    'answers-crossed-under-load': {
      says: 'The second of two concurrent requests gets the answer to the first.',
      answers: ([answer]) => {
        const marker = markerOf(answer)
        if (!answer || !marker) return
        const { text, at } = last
        Object.assign(last, { text: marker, at: Date.now() })
        if (text && last.at - at < AT_ONCE_MS) setText(answer, text)
      },
    },
  },
  'conversation/multibyte-round-trip': {
    'text-in-ascii': {
      says: 'Non-ASCII characters come back as question marks.',
      ...inFreeTexts((text) => text.replace(BEYOND_ASCII, '?')),
    },
    'text-escaped-twice': {
      says: 'Non-ASCII characters come back as literal \\u escapes.',
      ...inFreeTexts((text) =>
        text.replace(BEYOND_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
      ),
    },
    'text-read-as-latin-1': {
      says: 'The request body is decoded as Latin-1.',
      ...inFreeTexts((text) => Buffer.from(text).toString('latin1')),
    },
  },
  'conversation/own-message-accepted': {
    'refusal-null-refused': {
      says: 'An assistant message whose refusal is null is refused.',
      seen: 'https://github.com/diegosouzapw/OmniRoute/pull/4350',
      ...refuseMessages(({ refusal }) => refusal === null, 422),
    },
    'annotations-refused': {
      says: 'An assistant message with annotations is refused.',
      seen: 'https://github.com/BerriAI/litellm/issues/30835',
      ...refuseMessages((message) => 'annotations' in message, 422),
    },
    'empty-tool-calls-not-taken-back': {
      says: 'Replies have an empty tool_calls, and requests with an empty tool_calls are refused.',
      seen: 'https://github.com/vllm-project/vllm/pull/49346',
      ...refuseMessages(({ tool_calls: calls }) => Array.isArray(calls) && !calls.length),
      ...inMessages((message) => (message.tool_calls ??= [])),
    },
  },
  'conversation/tool-round-trip': {
    'null-content-refused': {
      says: 'An assistant message with tool calls and content null is refused.',
      seen: 'https://github.com/pydantic/pydantic-ai/issues/5206',
      ...refuseCalling(({ content }) => content === null),
    },
    'absent-content-fails': {
      says: 'An assistant message with tool calls and without content is answered with status 500.',
      also: ['http/server-error'],
      seen: 'https://github.com/ggml-org/llama.cpp/pull/12293',
      ...refuseCalling(({ content }) => content === undefined, 500),
    },
  },
  'http/server-error': {
    'empty-arguments-fail': {
      says: 'A tool call in the history whose arguments is an empty string is answered with status 500.',
      ...refuseCalling((message) => JSON.stringify(message).includes('"arguments":""'), 500),
    },
  },
  'conversation/parallel-tool-results': {
    'results-by-position': {
      says: 'Tool results that are not in the order of their calls are refused.',
      ...refuseRequests(isShuffled),
    },
  },
  'conversation/roles-accepted': {
    'names-refused': {
      says: 'A message with a name is refused.',
      ...refuseMessages(({ name, role }) => name !== undefined && role !== 'function', 422),
    },
    'names-of-system-refused': {
      says: 'A system message with a name is refused.',
      ...refuseMessages(({ name, role }) => name !== undefined && role === 'system'),
    },
  },
  'conversation/message-sequences': {
    'users-in-a-row-refused': {
      says: 'Two consecutive user messages are refused.',
      seen: 'https://github.com/vllm-project/vllm/issues/6862',
      ...refuseMessages(({ role }, i, all) => role === 'user' && all[i + 1]?.role === 'user'),
    },
    'late-system-messages-refused': {
      says: 'A system message that is not the first message is refused.',
      seen: 'https://github.com/microsoft/autogen/issues/1037',
      ...refuseMessages(({ role }, i) => role === 'system' && i > 0),
    },
  },
  'conversation/any-text': {
    'data-uri-text-refused': {
      says: 'A text that contains a data URI is refused.',
      ...refuseMessages(hasText((text) => text.includes('data:image/'))),
    },
    'chat-markers-refused': {
      says: 'A text that contains a marker of the chat template is refused.',
      ...refuseMessages(hasText((text) => text.includes('<|im_start|>'))),
    },
    'event-lines-refused-in-answers': {
      says: 'An assistant message in the history that contains lines of an event stream is refused.',
      ...refuseMessages(
        (message) => message.role === 'assistant' && hasText((text) => /^data: /m.test(text))(message, 0, []),
      ),
    },
  },
  'conversation/empty-texts': {
    'empty-parts-refused': {
      says: 'A text part whose text is empty is refused.',
      ...refuseMessages(({ content }) => Array.isArray(content) && content.some(({ text }: Loose) => text === '')),
    },
    'empty-messages-refused': {
      says: 'A user or assistant message whose content is an empty string is refused.',
      ...refuseMessages((message) => message.content === '' && isPlain(message) && !message.tool_calls, 422),
    },
  },
  'conversation/message-forms': {
    'refusal-text-refused': {
      says: 'An assistant message whose refusal is a string is refused.',
      ...refuseMessages(({ refusal }) => typeof refusal === 'string', 422),
    },
  },
  'conversation/long-history': {
    'long-history-refused': {
      says: 'A request with more than a hundred messages is refused.',
      ...refuseRequests((body) => messagesOf(body).length > 100),
    },
    'long-history-fails': {
      says: 'A request with more than a hundred messages is answered with status 500.',
      also: ['http/server-error'],
      ...refuseRequests((body) => messagesOf(body).length > 100, 500),
    },
  },
})
