/** Parts of a request that the model does not get, although usage counts them. */
import { sample, scripted } from '../sample.ts'
import { script } from '../script.ts'
import type { Asked, Body, Loose, Twist } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { messagesOf } from './_requests.ts'

type Change = (body: Loose, asked: Asked) => void

/** The model answers a changed copy of the request. Everything else is made from the request itself. */
function unread(change: Change): Pick<Twist, 'answers'> {
  return {
    answers: (answers, asked) => {
      const { body } = asked
      if (!Array.isArray(body?.messages)) return answers
      const seen: Body = structuredClone(body)
      change(seen, asked)
      return JSON.stringify(seen) === JSON.stringify(body) ? answers : sample(seen, scripted(script))
    },
  }
}

type MessageTest = (message: Loose, i: number, all: Loose[]) => unknown

/** Some messages are not read. */
const messagesUnread = (isUnread: MessageTest, when: (body: Loose, asked: Asked) => unknown = () => true) =>
  unread((body, asked) => {
    if (when(body, asked)) body.messages = body.messages.filter((...one: [Loose, number, Loose[]]) => !isUnread(...one))
  })

type PartTest = (part: Loose, i: number, all: Loose[]) => unknown

/** Some content parts of some messages are not read. */
const partsUnread = (isUnread: PartTest, when: MessageTest = () => true) =>
  unread((body) => {
    for (const [i, message] of messagesOf(body).entries())
      if (Array.isArray(message.content) && when(message, i, body.messages))
        message.content = message.content.filter((...one: [Loose, number, Loose[]]) => !isUnread(...one))
  })

/** The content of some tool results is not read. */
const resultsUnread = (isUnread: MessageTest) =>
  unread((body) => {
    const results = messagesOf(body).filter(({ role }) => role === 'tool')
    for (const [i, result] of results.entries()) if (isUnread(result, i, results)) result.content = ''
  })

const isSystem: MessageTest = ({ role }) => role === 'system'
const isText: PartTest = ({ type }) => type === 'text'
const isImage: PartTest = ({ type }) => type === 'image_url'
const isPlain: MessageTest = ({ role, tool_calls: calls }) => role === 'user' || (role === 'assistant' && !calls)
const hasImage = (content: Loose[]) => content.some((part) => part.type === 'image_url')
const isEarlier: MessageTest = (message, i, all) =>
  isPlain(message, i, all) &&
  i < all.length - 1 &&
  all.every((one, at) => isPlain(one, at, all) || one.role === 'system')

export default defineFaults({
  'conversation/system-honoured': {
    'system-unread': {
      says: 'System messages are counted, but the model does not get them.',
      ...messagesUnread((message, i, all) => isSystem(message, i, all) && all.length > 1),
    },
    'developer-unread': {
      says: 'Developer messages are counted, but the model does not get them.',
      ...messagesUnread(({ role }) => role === 'developer'),
    },
    'system-unread-with-tools': {
      says: 'With tools, the model does not get the system message.',
      ...messagesUnread(isSystem, ({ tools }) => tools),
    },
    'system-unread-in-streams': {
      says: 'In streams, the model does not get the system message.',
      ...messagesUnread(
        (message, i, all) => isSystem(message, i, all) && all.length > 1,
        (_, { streamed }) => streamed,
      ),
    },
    'system-unread-with-format': {
      says: 'With response_format, the model does not get the system message.',
      ...messagesUnread(isSystem, ({ response_format: format }) => format),
    },
    'system-unread-with-images': {
      says: 'Next to an image, the model does not get the system message.',
      ...messagesUnread(isSystem, ({ messages }) =>
        messages.some(({ content }: Loose) => Array.isArray(content) && hasImage(content)),
      ),
    },
    'system-parts-unread': {
      says: 'The model gets only the first content part of a system message.',
      ...partsUnread((_, i) => i > 0, isSystem),
    },
    'later-system-unread': {
      says: 'The model gets a system message only if it is the first message.',
      ...messagesUnread((message, i, all) => isSystem(message, i, all) && i > 0),
    },
  },
  'conversation/history-used': {
    'first-turn-unread': {
      says: 'The model does not get the first user message of a conversation.',
      ...messagesUnread((message, i, all) => message.role === 'user' && isEarlier(message, i, all) && i === 0),
    },
    'assistant-unread': {
      says: 'The model does not get earlier messages of the assistant.',
      ...messagesUnread((message, i, all) => message.role === 'assistant' && isEarlier(message, i, all)),
    },
    'assistant-parts-unread': {
      says: 'The model does not get messages of the assistant that are content parts.',
      ...partsUnread(
        () => true,
        ({ role }) => role === 'assistant',
      ),
    },
    'middle-unread': {
      says: 'Of a long conversation the model gets the first four and the last six messages.',
      ...messagesUnread((message, i, all) => isEarlier(message, i, all) && i >= 4 && i < all.length - 6),
    },
    'beginning-unread': {
      says: 'Of a long conversation the model gets the last twenty messages.',
      ...messagesUnread((message, i, all) => isEarlier(message, i, all) && i < all.length - 20),
    },
    'history-unread': {
      says: 'The model gets the last message of a conversation only.',
      ...messagesUnread(isEarlier),
    },
    'history-unread-in-streams': {
      says: 'In streams, the model gets the last message of a conversation only.',
      ...messagesUnread(isEarlier, (_, { streamed }) => streamed),
    },
    'first-of-two-users-unread': {
      says: 'The model gets the second of two consecutive user messages only.',
      ...messagesUnread(({ role }, i, all) => role === 'user' && all[i + 1]?.role === 'user'),
    },
  },
  'multimodal/text-parts-read': {
    'first-text-part-unread': {
      says: 'The model does not get the first of several text parts.',
      ...partsUnread((part, i, all) => i === 0 && isText(part, i, all) && all.length > 1 && all.every(isText)),
    },
    'last-text-part-unread': {
      says: 'The model does not get the last of several text parts.',
      ...partsUnread((_, i, all) => i > 0 && i === all.length - 1 && all.every(isText)),
    },
    'middle-text-part-unread': {
      says: 'The model gets the first and the last of several text parts.',
      ...partsUnread((_, i, all) => i > 0 && i < all.length - 1 && all.every(isText)),
    },
    'text-with-image-unread': {
      says: 'The model does not get the text of a message with an image.',
      ...partsUnread((part, i, all) => isText(part, i, all) && hasImage(all)),
    },
    'text-after-image-unread': {
      says: 'The model does not get the text after an image.',
      ...partsUnread((part, i, all) => isText(part, i, all) && hasImage(all.slice(0, i))),
    },
  },
  'multimodal/several-images': {
    'second-image-unread': {
      says: 'The model gets the first of several images only.',
      ...partsUnread((part, i, all) => isImage(part, i, all) && hasImage(all.slice(0, i))),
    },
    'first-image-unread': {
      says: 'The model gets the last of several images only.',
      ...partsUnread((part, i, all) => isImage(part, i, all) && hasImage(all.slice(i + 1))),
    },
  },
  'multimodal/image-content-seen': {
    'image-after-text-unread': {
      says: 'The model does not get an image after text.',
      ...partsUnread((part, i, all) => isImage(part, i, all) && all.slice(0, i).some(isText)),
    },
    'image-before-text-unread': {
      says: 'The model does not get an image before text.',
      ...partsUnread(
        (part, i, all) => isImage(part, i, all) && isText(all.at(-1), i, all) && !all.slice(0, i).some(isText),
      ),
    },
    'earlier-image-unread': {
      says: 'The model does not get the images of earlier messages.',
      ...partsUnread(isImage, (_, i, all) => i < all.length - 1),
    },
  },
  'conversation/tool-results-used': {
    'tool-results-unread': {
      says: 'The model does not get the results of tool calls.',
      ...resultsUnread(() => true),
    },
    'second-tool-result-unread': {
      says: 'The model gets the first of several tool results only.',
      ...resultsUnread((_, i) => i > 0),
    },
    'first-tool-result-unread': {
      says: 'The model gets the last of several tool results only.',
      ...resultsUnread((_, i, all) => i < all.length - 1),
    },
    'tool-result-parts-unread': {
      says: 'The model does not get tool results that are content parts.',
      ...resultsUnread(({ content }) => Array.isArray(content)),
    },
  },
  'tool/description-read': {
    'tool-descriptions-unread': {
      says: 'The model does not get the descriptions of functions.',
      ...unread((body) => {
        for (const { function: callee } of body.tools ?? []) delete callee?.description
      }),
    },
  },
})
