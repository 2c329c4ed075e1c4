/** Freedoms of HTTP and of JSON as a text. */
import type { Loose, Reply, Variant } from '../twist.ts'

const media = 'Media types and parameter names are compared without regard to case (RFC 9110).'
const framing = 'HTTP/1.1 knows several ways to say where a body ends.'
const jsonText = 'White space and escapes have no meaning in JSON (RFC 8259).'

/** Members of every object in reverse order. */
function reversed(value: Loose): Loose {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  )
}

const escapeAll = (text: string) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** All characters outside ASCII stand inside JSON strings, so that escapes may replace them wherever they are. */
function onText(change: (text: string) => string): Pick<Variant, 'frames' | 'reply'> {
  return {
    frames: (frames) => frames.map(change),
    reply: (reply: Reply) => {
      reply.body = change(String(reply.body))
    },
  }
}

function onHeaders(
  change: (headers: Record<string, string>) => Record<string, string>,
): Pick<Variant, 'head' | 'reply'> {
  const edit = (held: { headers: Record<string, string> }) => {
    held.headers = change(held.headers)
  }
  return { head: edit, reply: edit }
}

export default {
  'charset-upper-case': {
    says: 'Content types carry a charset in capitals.',
    allowed: media,
    ...onHeaders((headers) => ({
      ...headers,
      'content-type': `${headers['content-type']?.split(';')[0]}; charset=UTF-8`,
    })),
  },
  'charset-quoted': {
    says: 'Content types carry a quoted charset and no space before it.',
    allowed: 'A parameter value may be a quoted string (RFC 9110).',
    ...onHeaders((headers) => ({
      ...headers,
      'content-type': `${headers['content-type']?.split(';')[0]};charset="utf-8"`,
    })),
  },
  'charset-absent': {
    says: 'Content types carry no parameters.',
    allowed: 'The charset parameter is optional: both formats are always UTF-8.',
    ...onHeaders((headers) => ({ ...headers, 'content-type': `${headers['content-type']?.split(';')[0]}` })),
  },
  'header-case': {
    says: 'Header names and media types are written in mixed case.',
    allowed: media,
    ...onHeaders(({ 'content-type': type = '', ...rest }) => ({
      ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name.toUpperCase(), value])),
      'CONTENT-Type': type.replace('json', 'JSON').replace('event', 'Event'),
    })),
  },
  'no-request-id': {
    says: 'Replies carry no x-request-id.',
    allowed: 'The header is a habit of the reference, no part of the contract.',
    ...onHeaders(({ 'x-request-id': _, ...rest }) => rest),
  },
  'extra-headers': {
    says: 'Replies carry headers of gateways and rate limits.',
    allowed: 'A client ignores header fields that it does not know.',
    ...onHeaders((headers) => ({
      ...headers,
      'openai-processing-ms': '3',
      'x-ratelimit-limit-requests': '1000',
      'x-ratelimit-remaining-requests': '999',
      'x-ratelimit-reset-requests': '60ms',
      'access-control-allow-origin': '*',
      'x-accel-buffering': 'no',
    })),
  },
  'connection-close': {
    says: 'The connection is closed after each reply.',
    allowed: framing,
    ...onHeaders((headers) => ({ ...headers, connection: 'close' })),
  },
  'chunked-bodies': {
    says: 'JSON replies are sent with chunked transfer coding and without a length.',
    allowed: framing,
    reply: (reply) => {
      reply.headers['transfer-encoding'] = 'chunked'
    },
  },
  'json-indented': {
    says: 'JSON bodies are indented, with white space around them.',
    allowed: jsonText,
    reply: (reply) => {
      reply.body = `\n \t${JSON.stringify(JSON.parse(String(reply.body)), null, 2)}\r\n`
    },
  },
  'json-spaced-events': {
    says: 'The JSON of events has spaces after commas and colons, as Python writes it.',
    allowed: jsonText,
    frames: (frames) =>
      frames.map((frame) =>
        frame.startsWith('data: {')
          ? `data: ${JSON.stringify(JSON.parse(frame.slice(6)), null, 1).replace(/\n */g, ' ')}\n\n`
          : frame,
      ),
  },
  'json-escapes': {
    says: 'Everything outside ASCII is written with \\u escapes.',
    allowed: jsonText,
    ...onText(escapeAll),
  },
  'json-solidus': {
    says: 'Slashes in strings are escaped.',
    allowed: jsonText,
    ...onText((text) => text.replaceAll('/', '\\/')),
  },
  'json-member-order': {
    says: 'Members of all objects come in reverse order.',
    allowed: 'The members of a JSON object have no order.',
    completion: reversed,
    chunks: (chunks) => chunks.map(reversed),
    error: reversed,
    models: reversed,
  },
} satisfies Record<string, Variant>
