import type { Rule } from '../../../src/model/index.ts'
import { header, mediaType, reportMediaType } from '../_helpers.ts'
import { hasBytes } from './_reply.ts'

/** Spellings of UTF-8 that decoders accept. */
const UTF8 = /^"?utf-?8"?$/i

export default {
  says: 'A reply to stream: true has the media type text/event-stream, in UTF-8.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI paths › /chat/completions › post › responses › 200 › content; WHATWG HTML section 9.2 (text/event-stream)',
  why: 'Front ends choose how to read a reply by this header: with another one they wait forever or show raw lines; an SSE reader gets nothing from one JSON object.',
  mend: 'Answer stream: true with Content-Type: text/event-stream and events, whatever the other parameters are.',
  wrong: 'Content-Type: application/json\n\ndata: {"object":"chat.completion.chunk",…}',
  right: 'Content-Type: text/event-stream\n\ndata: {"object":"chat.completion.chunk",…}',
  seen: [
    'https://github.com/InternLM/lmdeploy/issues/2552',
    'https://github.com/containers/ramalama/issues/2837',
    'https://github.com/nearai/private-ml-sdk/pull/20',
    'https://github.com/haibbo/cf-openai-azure-proxy/issues/56',
    'https://github.com/microsoft/foundry-dev-tools/issues/195',
    'https://github.com/vllm-project/vllm-ascend/pull/6985',
    'https://github.com/openclaw/openclaw/pull/97474',
    'https://github.com/owndev/Open-WebUI-Functions/issues/54',
  ],
  on: ['stream', 'json'],
  *check(seen) {
    // http/stream-false-is-json reports a stream that was not requested.
    // Of a captured stream without its request, the stream itself shows that one is meant.
    const wantsStream = seen.lacks?.has('request') ? undefined : seen.wantsStream
    const isStreamExpected = seen.kind === 'stream' ? wantsStream !== false : wantsStream === true
    if (!isStreamExpected || !hasBytes(seen)) return
    const got = mediaType(seen)
    if (got !== 'text/event-stream') return yield reportMediaType(got, 'text/event-stream')
    const charset = /;\s*charset\s*=\s*([^;]*)/i.exec(header(seen, 'content-type') ?? '')?.[1]?.trim()
    if (charset !== undefined && !UTF8.test(charset))
      yield { at: '/headers/content-type', message: 'names a charset other than utf-8', got: charset }
  },
} satisfies Rule<'stream' | 'json'>
