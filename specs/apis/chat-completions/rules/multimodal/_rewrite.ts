/** Reads and rewrites the content parts of a request. */
import type { Wire } from '../../../../../src/model/index.ts'
import { list, object, string } from '../../../../rules/_helpers.ts'
import { messagesOf } from '../conversation/_compare.ts'
import { withMessages } from '../conversation/_forms.ts'

/** Every content part that is an object, of all messages. */
export function partsOf(ask: Wire): readonly Wire[] {
  return messagesOf(ask).flatMap(({ content }) =>
    list(content).flatMap((value): Wire[] => {
      const part = object(value)
      return part ? [part] : []
    }),
  )
}

/** The URL of an image part. */
export function imageUrl(part: Wire): string | undefined {
  return part.type === 'image_url' ? string(object(part.image_url)?.url) : undefined
}

/** The request with each part rewritten; a part is removed if `rewrite` returns undefined. */
export function withParts(ask: Wire, rewrite: (part: Wire) => Wire | undefined): Wire {
  return withMessages(ask, (message) => {
    if (!Array.isArray(message.content)) return message
    const content = message.content.flatMap((value: unknown) => {
      const part = object(value)
      return part ? (rewrite(part) ?? []) : [value]
    })
    return { ...message, content }
  })
}

/** The request with every content that is a single text part replaced by its string. */
export function asStrings(ask: Wire): Wire {
  return withMessages(ask, (message) => {
    const [first, ...rest] = list(message.content)
    const part = object(first)
    const isText = part?.type === 'text' && typeof part.text === 'string' && rest.length === 0
    return isText ? { ...message, content: part.text } : message
  })
}
