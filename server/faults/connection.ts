/** Replies whose bytes do not arrive as they should. */
import type { Fault } from '../twist.ts'

export default {
  'stream-cut': {
    says: 'The connection of a stream is closed after three pieces.',
    breaks: 'http/message-framing',
    wire: ({ streamed }) => (streamed ? { do: 'cut', after: 3 } : undefined),
  },
  'body-cut': {
    says: 'The connection is closed in the middle of a JSON body.',
    breaks: 'http/message-framing',
    wire: ({ streamed }) => (streamed ? undefined : { do: 'cut', after: 20 }),
  },
  'stream-as-html': {
    says: 'A stream is announced as text/html.',
    breaks: 'http/sse-content-type',
    head: (head) => {
      head.headers['content-type'] = 'text/html'
    },
  },
} satisfies Record<string, Fault>
