/** Streams whose usage or obfuscation is wrong or in the wrong place. */
import type { Asked, Fault, Loose } from '../twist.ts'
import { copyWith, isEnd, isUsage } from './_chunks.ts'
import { defineFaults } from './_define.ts'
import { inChunks, setField } from './_places.ts'

/** Takes the usage chunk out and hands its usage on. */
function moveUsage(move: (chunks: Loose[], usage: Loose) => void): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      const usageChunk = chunks.find(isUsage)
      if (!usageChunk) return chunks
      const others = chunks.filter((chunk) => chunk !== usageChunk)
      move(others, usageChunk.usage)
      return others
    },
  }
}

/** Requests that a fault changed, for its other hooks. */
const changedRequests = new WeakSet<Asked>()

export default defineFaults({
  'stream/usage-chunk': {
    'usage-chunk-missing': {
      says: 'include_usage is accepted and has no effect.',
      seen: 'https://github.com/janhq/cortex.llamacpp/issues/265',
      request: (body) => {
        delete body.stream_options
      },
    },
    'usage-chunk-lost': {
      says: 'Every chunk has usage null, and the chunk with the counts is not sent.',
      seen: 'https://github.com/vllm-project/vllm/issues/6371',
      ...moveUsage(() => {}),
    },
    'usage-on-finish-chunk': {
      says: 'The usage is in the chunk with the finish_reason.',
      ...moveUsage((chunks, usage) => {
        const end = chunks.findLast(isEnd)
        if (end) end.usage = usage
      }),
    },
    'usage-in-choice': {
      says: 'The usage is inside the choice of the last chunk.',
      seen: 'https://github.com/earendil-works/pi/issues/2017',
      ...moveUsage((chunks, usage) => {
        const end = chunks.findLast(isEnd)
        if (end) end.choices[0].usage = usage
        for (const chunk of chunks) delete chunk.usage
      }),
    },
    'usage-chunk-twice': {
      says: 'The usage chunk is sent twice.',
      chunks: (chunks) => [...chunks, ...chunks.filter(isUsage).map((chunk) => structuredClone(chunk))],
    },
    'usage-chunk-before-the-end': {
      says: 'The usage chunk comes before the chunk with the finish_reason.',
      chunks: (chunks) => {
        const usageChunks = chunks.filter(isUsage)
        const end = chunks.findIndex(isEnd)
        const others = chunks.filter((chunk) => !isUsage(chunk))
        return usageChunks.length ? others.toSpliced(end, 0, ...usageChunks) : chunks
      },
    },
  },
  'stream/usage-available': {
    'usage-taken-back': {
      says: 'A chunk with usage null comes after the usage chunk.',
      also: ['stream/usage-chunk'],
      chunks: (chunks) =>
        chunks.flatMap((chunk) => (isUsage(chunk) ? [chunk, { ...copyWith(chunk, {}), usage: null }] : [chunk])),
    },
    'usage-then-null': {
      says: 'The usage is in the last chunk but one, and the last chunk has usage null.',
      also: ['stream/usage-chunk'],
      ...moveUsage((chunks, usage) => {
        const last = chunks[chunks.findLastIndex(isEnd) - 1]
        if (last) last.usage = usage
      }),
    },
  },
  'stream/usage-null-elsewhere': {
    'usage-null-missing': {
      says: 'With include_usage, only the last chunk has the field usage.',
      ...inChunks((chunk) => isUsage(chunk) || delete chunk.usage),
    },
    'usage-on-every-chunk': {
      says: 'With include_usage, every chunk has the counts so far.',
      seen: 'https://github.com/vllm-project/vllm/issues/7262',
      chunks: (chunks) => {
        const prompt_tokens = chunks.find(isUsage)?.usage.prompt_tokens
        if (prompt_tokens === undefined) return
        for (const [i, chunk] of chunks.entries())
          chunk.usage ??= { prompt_tokens, completion_tokens: i, total_tokens: prompt_tokens + i }
      },
    },
  },
  'stream/usage-absent-by-default': {
    'usage-unasked': {
      says: 'Every stream ends with a usage chunk, also without include_usage.',
      request: (body) => {
        if (body.stream === true) body.stream_options = { include_usage: true }
      },
    },
    'usage-unasked-on-finish-chunk': {
      says: 'The chunk with the finish_reason has a usage, although include_usage was not sent.',
      request: (body, asked) => {
        if (body.stream !== true || body.stream_options) return
        body.stream_options = { include_usage: true }
        changedRequests.add(asked)
      },
      chunks: (chunks, asked) => {
        if (!changedRequests.has(asked)) return chunks
        const usageChunk = chunks.find(isUsage)
        return chunks.flatMap(({ usage: _, ...chunk }) => {
          if (isUsage(chunk)) return []
          return [isEnd(chunk) ? { ...chunk, usage: usageChunk?.usage } : chunk]
        })
      },
    },
  },
  'stream/empty-choices-only-for-usage': {
    'keep-alive-chunks': {
      says: 'A chunk without choices is sent to keep the stream alive.',
      chunks: (chunks) => chunks.flatMap((chunk, i) => (i === 1 ? [{ ...chunk, choices: [] }, chunk] : [chunk])),
    },
    'first-chunk-without-choices': {
      says: 'A stream starts with a chunk without choices.',
      chunks: (chunks) => [{ ...chunks[0], choices: [] }, ...chunks],
    },
  },
  'stream/obfuscation-off': {
    'obfuscation-unstoppable': {
      says: 'include_obfuscation: false has no effect.',
      ...inChunks((chunk, _, i) => (chunk.obfuscation = 'x'.repeat(1 + (i % 7)))),
    },
    'obfuscation-emptied': setField('chunk', 'obfuscation', ''),
  },
})
