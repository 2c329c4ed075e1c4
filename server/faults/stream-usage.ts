/** Streams whose counts and padding are wrong or in the wrong place. */
import type { Asked, Fault, Loose } from '../twist.ts'
import { eachChunk } from '../variants/_edit.ts'
import { isEnd, isUsage, like, perChunk } from './_chunks.ts'

/** Puts the usage elsewhere and takes its own chunk out. */
function withUsage(move: (chunks: Loose[], usage: Loose) => Loose[]): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      const own = chunks.find(isUsage)
      return own
        ? move(
            chunks.filter((chunk) => chunk !== own),
            own.usage,
          )
        : chunks
    },
  }
}

/** Requests that a fault changed, for its other hooks. */
const changed = new WeakSet<Asked>()

export default {
  'usage-chunk-missing': {
    says: 'include_usage is accepted and has no effect.',
    breaks: 'stream/usage-chunk',
    seen: 'https://github.com/janhq/cortex.llamacpp/issues/265',
    request: (body) => {
      delete body.stream_options
    },
  },
  'usage-chunk-lost': {
    says: 'Every chunk has usage null, and the one with the counts is not sent.',
    breaks: 'stream/usage-chunk',
    seen: 'https://github.com/vllm-project/vllm/issues/6371',
    ...withUsage((chunks) => chunks),
  },
  'usage-on-finish-chunk': {
    says: 'The usage stands on the chunk with the finish_reason.',
    breaks: 'stream/usage-chunk',
    ...withUsage((chunks, usage) => {
      const end = chunks.findLast(isEnd)
      if (end) end.usage = usage
      return chunks
    }),
  },
  'usage-in-choice': {
    says: 'The usage stands inside the choice of the last chunk.',
    breaks: 'stream/usage-chunk',
    seen: 'https://github.com/earendil-works/pi/issues/2017',
    ...withUsage((chunks, usage) => {
      const end = chunks.findLast(isEnd)
      if (end) end.choices[0].usage = usage
      return eachChunk(chunks, (chunk) => delete chunk.usage) ?? chunks
    }),
  },
  'usage-chunk-twice': {
    says: 'The usage chunk is sent twice.',
    breaks: 'stream/usage-chunk',
    chunks: (chunks) => [...chunks, ...chunks.filter(isUsage).map((chunk) => structuredClone(chunk))],
  },
  'usage-chunk-before-the-end': {
    says: 'The usage chunk comes before the chunk with the finish_reason.',
    breaks: 'stream/usage-chunk',
    chunks: (chunks) => {
      const own = chunks.filter(isUsage)
      const i = chunks.findIndex(isEnd)
      return own.length
        ? [...chunks.slice(0, i), ...own, ...chunks.slice(i).filter((chunk) => !isUsage(chunk))]
        : chunks
    },
  },
  'usage-taken-back': {
    says: 'A chunk with usage null follows the usage chunk.',
    breaks: 'stream/usage-available',
    also: ['stream/usage-chunk'],
    chunks: (chunks) =>
      chunks.flatMap((chunk) => (isUsage(chunk) ? [chunk, { ...like(chunk, {}), usage: null }] : [chunk])),
  },
  'usage-then-null': {
    says: 'The usage stands on the chunk before the last, which has null.',
    breaks: 'stream/usage-available',
    also: ['stream/usage-chunk'],
    ...withUsage((chunks, usage) => {
      const i = chunks.findLastIndex(isEnd)
      if (chunks[i - 1]) chunks[i - 1].usage = usage
      return chunks
    }),
  },
  'usage-null-missing': {
    says: 'With include_usage only the last chunk has the member usage.',
    breaks: 'stream/usage-null-elsewhere',
    ...perChunk((chunk) => {
      if (!isUsage(chunk)) delete chunk.usage
    }),
  },
  'usage-on-every-chunk': {
    says: 'With include_usage every chunk has the counts so far.',
    breaks: 'stream/usage-null-elsewhere',
    seen: 'https://github.com/vllm-project/vllm/issues/7262',
    chunks: (chunks) => {
      const prompt_tokens = chunks.find(isUsage)?.usage.prompt_tokens
      if (prompt_tokens === undefined) return
      for (const [i, chunk] of chunks.entries())
        chunk.usage ??= { prompt_tokens, completion_tokens: i, total_tokens: prompt_tokens + i }
    },
  },
  'usage-unasked': {
    says: 'Every stream ends with a usage chunk.',
    breaks: 'stream/usage-absent-by-default',
    request: (body) => {
      if (body.stream === true) body.stream_options = { include_usage: true }
    },
  },
  'usage-unasked-on-finish-chunk': {
    says: 'The chunk with the finish_reason has a usage that nobody asked for.',
    breaks: 'stream/usage-absent-by-default',
    request: (body, asked) => {
      if (body.stream !== true || body.stream_options) return
      body.stream_options = { include_usage: true }
      changed.add(asked)
    },
    chunks: (chunks, asked) => {
      if (!changed.has(asked)) return chunks
      const own = chunks.find(isUsage)
      return chunks.flatMap(({ usage: _, ...chunk }) => {
        if (isUsage(chunk)) return []
        return [isEnd(chunk) ? { ...chunk, usage: own?.usage } : chunk]
      })
    },
  },
  'keep-alive-chunks': {
    says: 'Chunks without choices keep the stream alive.',
    breaks: 'stream/empty-choices-only-for-usage',
    chunks: (chunks) => chunks.flatMap((chunk, i) => (i === 1 ? [{ ...chunk, choices: [] }, chunk] : [chunk])),
  },
  'first-chunk-without-choices': {
    says: 'A stream begins with a chunk without choices.',
    breaks: 'stream/empty-choices-only-for-usage',
    chunks: (chunks) => [{ ...chunks[0], choices: [] }, ...chunks],
  },
  'obfuscation-unstoppable': {
    says: 'include_obfuscation: false has no effect.',
    breaks: 'stream/obfuscation-off',
    ...perChunk((chunk, i) => {
      chunk.obfuscation = 'x'.repeat(1 + (i % 7))
    }),
  },
  'obfuscation-emptied': {
    says: 'include_obfuscation: false sends the member with an empty text.',
    breaks: 'stream/obfuscation-off',
    ...perChunk((chunk) => {
      chunk.obfuscation = ''
    }),
  },
} satisfies Record<string, Fault>
