/** Legal differences in HTTP and in how JSON is written. */
import { gzipSync } from 'node:zlib'
import type { Loose, Reply, Variant } from '../twist.ts'

const media = 'Media types and parameter names are case-insensitive (RFC 9110).'
const framing = 'HTTP/1.1 has several ways to mark the end of a body.'
const jsonText =
  'White space has no meaning in JSON, and an escaped character means the same as the character (RFC 8259).'

/** Reverses the fields of every object. */
function reverseFields(value: Loose): Loose {
  if (Array.isArray(value)) return value.map(reverseFields)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reverseFields(member)]),
  )
}

const escapeAll = (text: string) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** All non-ASCII characters are in JSON strings, so escapes can replace them anywhere. */
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
  const edit = (head: { headers: Record<string, string> }) => {
    head.headers = change(head.headers)
  }
  return { head: edit, reply: edit }
}

export default {
  'charset-upper-case': {
    says: 'The Content-Type has a charset in upper case.',
    allowed: media,
    ...onHeaders((headers) => ({
      ...headers,
      'content-type': `${headers['content-type']?.split(';')[0]}; charset=UTF-8`,
    })),
  },
  'charset-quoted': {
    says: 'The Content-Type has a quoted charset without a space before it.',
    allowed: 'A parameter value may be a quoted string (RFC 9110).',
    ...onHeaders((headers) => ({
      ...headers,
      'content-type': `${headers['content-type']?.split(';')[0]};charset="utf-8"`,
    })),
  },
  'charset-absent': {
    says: 'The Content-Type has no parameters.',
    allowed: 'The charset is optional: JSON and event streams are always UTF-8.',
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
    says: 'Replies have no x-request-id.',
    allowed: 'OpenAI sends the header, but the contract does not have it.',
    ...onHeaders(({ 'x-request-id': _, ...rest }) => rest),
  },
  'extra-headers': {
    says: 'Replies have headers of gateways and rate limits.',
    allowed: 'Clients ignore unknown header fields.',
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
  'compressed-where-accepted': {
    says: 'JSON replies are compressed with gzip where the client accepts it.',
    allowed: 'The client says which content codings it accepts (RFC 9110).',
    reply: (reply, { headers }) => {
      if (headers['accept-encoding'] !== 'gzip') return
      reply.headers['content-encoding'] = 'gzip'
      reply.body = gzipSync(reply.body)
    },
  },
  'chunked-bodies': {
    says: 'JSON replies are sent with chunked transfer coding and without Content-Length.',
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
    says: 'All non-ASCII characters are written as \\u escapes.',
    allowed: jsonText,
    ...onText(escapeAll),
  },
  'json-solidus': {
    says: 'Slashes in strings are escaped.',
    allowed: jsonText,
    ...onText((text) => text.replaceAll('/', '\\/')),
  },
  'json-member-order': {
    says: 'The fields of all objects are in reverse order.',
    allowed: 'The fields of a JSON object have no order.',
    completion: reverseFields,
    chunks: (chunks) => chunks.map(reverseFields),
    error: reverseFields,
    models: reverseFields,
  },
  'retry-after-always': {
    says: 'Every refusal has a Retry-After.',
    allowed: 'RFC 9110 allows the field in any reply.',
    reply: (reply) => {
      if (reply.status >= 400) reply.headers['retry-after'] = '1'
    },
  },
} satisfies Record<string, Variant>
