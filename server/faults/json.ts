/** Replies that are wrong as JSON, whatever their content. */
import type { Asked, Loose, Reply } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inMessages } from './_places.ts'

/** Changes the body of every reply that is not streamed and has a status of this kind. */
const inBodies = (isMeant: (reply: Reply) => boolean, change: (text: string) => string | Buffer) => ({
  reply: (reply: Reply) => {
    if (isMeant(reply)) reply.body = change(String(reply.body))
  },
})
const inSuccess = (change: (text: string) => string | Buffer) => inBodies(({ status }) => status < 300, change)
const inErrors = (change: (text: string) => string | Buffer) => inBodies(({ status }) => status >= 400, change)

/** Changes the text of replies, streamed or not. */
const inAll = (change: (text: string) => string) => ({
  ...inSuccess(change),
  frames: (frames: string[]) => frames.map(change),
})

/** Changes the content of every message of a completion, unless it is JSON. */
const inProse = (change: (text: string) => string) =>
  inMessages((message) => {
    if (/^[^{[]/.test(message.content ?? '')) message.content = change(message.content)
  })

/** Replaces each chunk with text by several. */
const splitText = (cut: (text: string) => string[]) => ({
  chunks: (chunks: Loose[]) =>
    chunks.flatMap((chunk) => {
      const [choice] = chunk.choices
      if (!choice?.delta.content) return [chunk]
      return cut(choice.delta.content).map((content, i) => {
        const logprobs = i ? null : choice.logprobs
        return { ...chunk, choices: [{ ...choice, delta: { content }, logprobs }] }
      })
    }),
})

/** Adds prompt tokens to the usage of completions. */
const addPromptTokens = (count: (asked: Asked) => number) => ({
  completion: ({ usage }: Loose, asked: Asked) => {
    usage.prompt_tokens += count(asked)
    usage.total_tokens += count(asked)
  },
})

/** Bytes of the request that its shortest form does not have. */
function extraBytes({ headers, body }: Asked): number {
  const plain = Buffer.byteLength(JSON.stringify(body))
  return Math.max(0, Number(headers['content-length'] ?? plain) - plain)
}

const BEYOND_ASCII = /[^\p{ASCII}]/u

export default defineFaults({
  'json/body-parses': {
    'json-nan': {
      says: 'A logprobs that should be null is NaN.',
      ...inSuccess((text) => text.replace('"logprobs":null', '"logprobs":NaN')),
    },
    'json-trailing-text': {
      says: 'A log line follows the JSON.',
      ...inSuccess((text) => `${text}\nINFO: request done`),
    },
    'json-single-quotes': {
      says: 'The list of models is a Python literal.',
      reply: (reply, { path }) => {
        if (path === '/models') reply.body = String(reply.body).replaceAll('"', "'")
      },
    },
  },
  'json/utf8': {
    'json-byte-lost': {
      says: 'The second byte of the first non-ASCII character is missing.',
      also: ['structured/json-schema-strict'],
      ...inSuccess((text) => {
        const bytes = Buffer.from(text)
        const i = bytes.findIndex((byte) => byte > 0x7f)
        return i < 0 ? text : Buffer.concat([bytes.subarray(0, i + 1), bytes.subarray(i + 2)])
      }),
    },
    'json-error-latin-1': {
      says: 'Error bodies are encoded in Latin-1.',
      error: ({ error }) => {
        error.message += ' Réessayez.'
      },
      ...inErrors((text) => Buffer.from(text, 'latin1')),
    },
  },
  'json/no-bom': {
    'json-bom': { says: 'JSON bodies start with a byte order mark.', ...inSuccess((text) => `\ufeff${text}`) },
    'json-error-bom': { says: 'Error bodies start with a byte order mark.', ...inErrors((text) => `\ufeff${text}`) },
  },
  'json/integer-lexical-form': {
    'created-with-point': {
      says: 'created is written as 1767225600.0.',
      seen: 'https://github.com/envoyproxy/ai-gateway/pull/962',
      ...inAll((text) => text.replace(/"created":(\d+)/g, '"created":$1.0')),
    },
    'counts-with-exponent': {
      says: 'Token counts are written as 1.2e+01.',
      ...inAll((text) => text.replace(/_tokens":(\d+)/g, (_, count) => `_tokens":${Number(count).toExponential()}`)),
    },
  },
  'json/no-duplicate-keys': {
    'message-role-twice': {
      says: 'A message has the key role twice.',
      ...inSuccess((text) => text.replaceAll('"role":"assistant"', '"role":"assistant","role":"assistant"')),
    },
    'chunk-id-twice': {
      says: 'A chunk has the key id twice.',
      frames: (frames) => frames.map((frame) => frame.replace(/("id":"chatcmpl-\w+"),/, '$1,$1,')),
    },
  },
  'json/valid-unicode-strings': {
    'surrogates-apart': {
      says: 'An emoji is split into its two UTF-16 surrogates, each in its own delta.',
      ...splitText((text) => (/[\u{10000}-\u{10ffff}]/u.test(text) ? text.split('') : [text])),
    },
    'surrogate-half': { says: 'The content ends with a lone surrogate.', ...inProse((text) => `${text}\ud83d`) },
  },
  'json/no-replacement-char': {
    'characters-cut-in-stream': {
      says: 'The bytes of one character are decoded separately, so that each becomes U+FFFD.',
      also: ['structured/json-schema-strict'],
      seen: 'https://github.com/Luce-Org/lucebox/pull/641',
      ...splitText((text) => (BEYOND_ASCII.test(text) ? ['\ufffd', '\ufffd'] : [text])),
    },
    'characters-cut': {
      says: 'One character of each content is replaced by U+FFFD.',
      ...inProse((text) => text.replace(BEYOND_ASCII, '\ufffd\ufffd')),
    },
  },
  'json/request-escapes-equivalent': {
    'escapes-counted-as-text': {
      says: 'Every character of a \\u escape in the request is counted as a token.',
      ...addPromptTokens(extraBytes),
    },
    'escapes-counted-apart': {
      says: 'A prompt sent with \\u escapes costs one token more.',
      ...addPromptTokens((asked) => Math.min(1, extraBytes(asked))),
    },
  },
})
