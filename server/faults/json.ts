/** Replies that are wrong as JSON, whatever they say. */
import type { Asked, Fault, Loose, Reply } from '../twist.ts'

/** Changes the text of every success that is not streamed. */
const inBody = (change: (text: string) => string | Buffer) => ({
  reply: (reply: Reply) => {
    if (reply.status < 300) reply.body = change(String(reply.body))
  },
})

/** Changes the text of replies, streamed or not. */
const inText = (change: (text: string) => string) => ({
  ...inBody(change),
  frames: (frames: string[]) => frames.map(change),
})

/** Changes the text of every choice of a completion, unless it is JSON. */
const inProse = (change: (text: string) => string) => ({
  completion: ({ choices }: Loose) => {
    for (const { message } of choices)
      if (/^[^{[]/.test(message.content ?? '')) message.content = change(message.content)
  },
})

/** Replaces each chunk of text by several. */
const inPieces = (cut: (text: string) => string[]) => ({
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

const BEYOND_ASCII = /[^\p{ASCII}]/u

export default {
  'json-nan': {
    says: 'logprobs is NaN where there is none.',
    breaks: 'json/body-parses',
    ...inBody((text) => text.replace('"logprobs":null', '"logprobs":NaN')),
  },
  'json-trailing-text': {
    says: 'A line of log follows the JSON.',
    breaks: 'json/body-parses',
    ...inBody((text) => `${text}\nINFO: request done`),
  },
  'json-single-quotes': {
    says: 'Lists of models are written as a Python literal.',
    breaks: 'json/body-parses',
    reply: (reply, { path }) => {
      if (path === '/models') reply.body = String(reply.body).replaceAll('"', "'")
    },
  },
  'json-byte-lost': {
    says: 'The second byte of the first character beyond ASCII is lost.',
    breaks: 'json/utf8',
    also: ['structured/json-schema-strict'],
    ...inBody((text) => {
      const bytes = Buffer.from(text)
      const i = bytes.findIndex((byte) => byte > 0x7f)
      return i < 0 ? text : Buffer.concat([bytes.subarray(0, i + 1), bytes.subarray(i + 2)])
    }),
  },
  'json-error-latin-1': {
    says: 'Error bodies are Latin-1.',
    breaks: 'json/utf8',
    error: ({ error }) => {
      error.message += ' Réessayez.'
    },
    reply: (reply) => {
      if (reply.status >= 400) reply.body = Buffer.from(String(reply.body), 'latin1')
    },
  },
  'json-bom': {
    says: 'JSON bodies begin with a byte order mark.',
    breaks: 'json/no-bom',
    ...inBody((text) => `\ufeff${text}`),
  },
  'json-error-bom': {
    says: 'Error bodies begin with a byte order mark.',
    breaks: 'json/no-bom',
    reply: (reply) => {
      if (reply.status >= 400) reply.body = `\ufeff${reply.body}`
    },
  },
  'created-with-point': {
    says: 'created is written as 1767225600.0.',
    breaks: 'json/integer-lexical-form',
    seen: 'https://github.com/envoyproxy/ai-gateway/pull/962',
    ...inText((text) => text.replace(/"created":(\d+)/g, '"created":$1.0')),
  },
  'counts-with-exponent': {
    says: 'Token counts are written as 1.2e+01.',
    breaks: 'json/integer-lexical-form',
    ...inText((text) => text.replace(/_tokens":(\d+)/g, (_, count) => `_tokens":${Number(count).toExponential()}`)),
  },
  'message-role-twice': {
    says: 'A message has the member role twice.',
    breaks: 'json/no-duplicate-keys',
    ...inBody((text) => text.replaceAll('"role":"assistant"', '"role":"assistant","role":"assistant"')),
  },
  'chunk-id-twice': {
    says: 'A chunk has the member id twice.',
    breaks: 'json/no-duplicate-keys',
    frames: (frames) => frames.map((frame) => frame.replace(/("id":"chatcmpl-\w+"),/, '$1,$1,')),
  },
  'surrogates-apart': {
    says: 'Emoji are cut into their UTF-16 halves, each in a delta of its own.',
    breaks: 'json/valid-unicode-strings',
    ...inPieces((text) => (/[\u{10000}-\u{10ffff}]/u.test(text) ? text.split('') : [text])),
  },
  'surrogate-half': {
    says: 'Text ends with half a surrogate pair.',
    breaks: 'json/valid-unicode-strings',
    ...inProse((text) => `${text}\ud83d`),
  },
  'characters-cut-in-stream': {
    says: 'The bytes of a character are decoded piece by piece.',
    breaks: 'json/no-replacement-char',
    also: ['structured/json-schema-strict'],
    seen: 'https://github.com/Luce-Org/lucebox/pull/641',
    ...inPieces((text) => (BEYOND_ASCII.test(text) ? ['\ufffd', '\ufffd'] : [text])),
  },
  'characters-cut': {
    says: 'One character of each text is replaced by U+FFFD.',
    breaks: 'json/no-replacement-char',
    ...inProse((text) => text.replace(BEYOND_ASCII, '\ufffd\ufffd')),
  },
  'escapes-counted-as-text': {
    says: 'Every letter of a \\u escape of the request is counted as a token.',
    breaks: 'json/request-escapes-equivalent',
    completion: ({ usage }, asked) => {
      usage.prompt_tokens += extraBytes(asked)
      usage.total_tokens += extraBytes(asked)
    },
  },
  'escapes-counted-apart': {
    says: 'A prompt that came with \\u escapes costs one token more.',
    breaks: 'json/request-escapes-equivalent',
    completion: ({ usage }, asked) => {
      usage.prompt_tokens += Math.min(1, extraBytes(asked))
      usage.total_tokens += Math.min(1, extraBytes(asked))
    },
  },
} satisfies Record<string, Fault>

/** Bytes of the request that its plainest form does not have. */
function extraBytes({ headers, body }: Asked): number {
  const plain = Buffer.byteLength(JSON.stringify(body))
  return Math.max(0, Number(headers['content-length'] ?? plain) - plain)
}
