/** Streams whose chunks do not fit together: identity, roles, ends, choices. */
import type { Fault, Loose } from '../twist.ts'
import { eachChoice, joinNeighbours } from '../variants/_edit.ts'
import { isLong } from './_asked.ts'
import { isEnd, isUsage, like, perChoice, perChunk } from './_chunks.ts'

export default {
  'id-per-chunk': {
    says: 'Each chunk of a stream has an id of its own.',
    breaks: 'stream/same-id',
    seen: 'https://github.com/BerriAI/litellm/issues/1571',
    ...perChunk((chunk, i) => {
      chunk.id += `-${i}`
    }),
  },
  'id-of-usage-chunk': {
    says: 'The usage chunk has another id than the rest.',
    breaks: 'stream/same-id',
    ...perChunk((chunk) => {
      if (isUsage(chunk)) chunk.id += '-usage'
    }),
  },
  'blank-first-chunk': {
    says: 'The first chunk is blank: no id, no model, no choices.',
    breaks: 'stream/same-id',
    also: ['chunk/object-const', 'stream/same-created'],
    seen: 'https://github.com/simonw/llm/issues/294',
    chunks: (chunks) => [{ ...chunks[0], id: '', object: '', created: 0, model: '', choices: [] }, ...chunks],
  },
  'created-per-chunk': {
    says: 'Each chunk of a stream has a created of its own.',
    breaks: 'stream/same-created',
    seen: 'https://github.com/NVIDIA/TensorRT-LLM/pull/14708',
    ...perChunk((chunk, i) => {
      chunk.created += Math.floor(i / 2)
    }),
  },
  'created-of-last-chunk': {
    says: 'The chunk with the finish_reason has the time of the end.',
    breaks: 'stream/same-created',
    ...perChunk((chunk) => {
      if (isEnd(chunk)) chunk.created += 1
    }),
  },
  'model-changes': {
    says: 'The model changes in mid-stream.',
    breaks: 'stream/same-model',
    ...perChunk((chunk, i) => {
      if (i > 1) chunk.model += '-2'
    }),
  },
  'fingerprint-changes': {
    says: 'The system_fingerprint is another one on every chunk.',
    breaks: 'stream/same-model',
    ...perChunk((chunk, i) => {
      chunk.system_fingerprint = `fp_${i}`
    }),
  },
  'role-missing': {
    says: 'No delta has a role.',
    breaks: 'stream/role-first',
    ...perChoice(({ delta }) => delete delta.role),
  },
  'role-late': {
    says: 'The role comes with the finish_reason.',
    breaks: 'stream/role-first',
    ...perChoice(({ delta, finish_reason }) => {
      delete delta.role
      if (finish_reason) delta.role = 'assistant'
    }),
  },
  'role-user': {
    says: 'The role of a streamed answer is user.',
    breaks: 'stream/role-first',
    ...perChoice(({ delta }) => {
      if (delta.role) delta.role = 'user'
    }),
  },
  'role-every-chunk': {
    says: 'Every delta repeats the role.',
    breaks: 'stream/role-once',
    seen: 'https://github.com/huggingface/text-generation-inference/issues/2794',
    ...perChoice(({ delta }) => {
      delta.role = 'assistant'
    }),
  },
  'role-twice': {
    says: 'The finish_reason comes with the role once more.',
    breaks: 'stream/role-once',
    ...perChoice(({ delta, finish_reason }) => {
      if (finish_reason) delta.role = 'assistant'
    }),
  },
  'finish-reason-missing': {
    says: 'No chunk of a stream has a finish_reason that is set.',
    breaks: 'stream/finish-present',
    also: ['structured/json-schema-strict'],
    ...perChoice((choice) => {
      choice.finish_reason = null
    }),
  },
  'finish-reason-key-missing': {
    says: 'No chunk of a stream has the member finish_reason.',
    breaks: 'stream/finish-present',
    also: ['chunk/choice-required-fields', 'structured/json-schema-strict'],
    seen: 'https://github.com/perplexityai/api-discussion/issues/235',
    ...perChoice((choice) => delete choice.finish_reason),
  },
  'finish-chunk-lost': {
    says: 'The chunk with the finish_reason is not sent.',
    breaks: 'stream/finish-present',
    also: ['structured/json-schema-strict'],
    chunks: (chunks) => chunks.filter((chunk) => !isEnd(chunk)),
  },
  'finish-reason-of-last-choice-only': {
    says: 'With several choices only the last gets a finish_reason.',
    breaks: 'stream/finish-present',
    chunks: (chunks) => {
      const last = chunks.findLast(isEnd)
      return chunks.filter((chunk) => !isEnd(chunk) || chunk === last)
    },
  },
  'finish-reason-twice': {
    says: 'The last text has the finish_reason, and a chunk of its own has it again.',
    breaks: 'stream/finish-exactly-once',
    seen: 'https://github.com/sgl-project/sglang/pull/8417',
    chunks: (chunks) => chunks.flatMap((chunk) => (isEnd(chunk) ? [chunk, structuredClone(chunk)] : [chunk])),
  },
  'finish-reason-on-every-chunk': {
    says: 'Every chunk has the finish_reason.',
    breaks: 'stream/finish-exactly-once',
    chunks: (chunks) => {
      const end = chunks.find(isEnd)?.choices[0].finish_reason
      return eachChoice(chunks, (choice) => {
        choice.finish_reason = end
      })
    },
  },
  'finish-reason-corrected': {
    says: 'A finish_reason of length is followed by the right one.',
    breaks: 'stream/finish-exactly-once',
    chunks: (chunks) =>
      chunks.flatMap((chunk) => {
        if (!isEnd(chunk)) return [chunk]
        const early = structuredClone(chunk)
        for (const choice of early.choices) choice.finish_reason = 'length'
        return [early, chunk]
      }),
  },
  'text-with-finish-reason': {
    says: 'The last text comes in the chunk with the finish_reason.',
    breaks: 'stream/finish-chunk-empty',
    seen: 'https://github.com/vllm-project/vllm/issues/35705',
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) =>
        after.finish_reason !== null && !before.delta.role
          ? { ...before, finish_reason: after.finish_reason }
          : undefined,
      ),
  },
  'text-after-finish-reason': {
    says: 'In a long answer a text follows the finish_reason.',
    breaks: 'stream/nothing-after-finish',
    chunks: (chunks, asked) =>
      chunks.flatMap((chunk) =>
        isEnd(chunk) && isLong(asked)
          ? [chunk, like(chunk, { index: chunk.choices[0].index, delta: { content: '.' } })]
          : [chunk],
      ),
  },
  'finish-reason-early': {
    says: 'The finish_reason comes before the last text or the last part of a call.',
    breaks: 'stream/nothing-after-finish',
    chunks: (chunks) => {
      const i = chunks.findIndex(isEnd)
      if (i < 2 || chunks[i - 1].choices[0].index !== chunks[i].choices[0].index) return chunks
      return [...chunks.slice(0, i - 1), chunks[i], chunks[i - 1], ...chunks.slice(i + 1)]
    },
  },
  'index-counts-chunks': {
    says: 'In a long answer the index of the choice counts the chunks.',
    breaks: 'stream/indices-complete',
    seen: 'https://github.com/microsoft/foundry-local/issues/144',
    chunks: (chunks, asked) => {
      if (!isLong(asked)) return
      for (const [i, chunk] of chunks.entries()) for (const choice of chunk.choices) choice.index += 197 + i
    },
  },
  'index-from-1': {
    says: 'The choices of a stream are counted from 1.',
    breaks: 'stream/indices-complete',
    seen: 'https://github.com/BerriAI/litellm/issues/376',
    ...perChoice((choice) => {
      choice.index += 1
    }),
  },
  'stream-n-ignored': {
    says: 'A stream has one choice, whatever n is.',
    breaks: 'stream/indices-complete',
    request: (body) => {
      if (body.stream === true) delete body.n
    },
  },
  'stream-without-chunks': {
    says: 'A stream is nothing but the terminator.',
    breaks: 'stream/indices-complete',
    chunks: () => [],
  },
  'choices-backwards': {
    says: 'With several choices the last comes first.',
    breaks: 'stream/indices-first-seen-in-order',
    chunks: (chunks) => {
      const at = (chunk: Loose) => chunk.choices[0]?.index ?? -1
      return [...chunks].sort((a, b) => at(b) - at(a))
    },
  },
  'choices-1-0-2': {
    says: 'With several choices the second begins before the first.',
    breaks: 'stream/indices-first-seen-in-order',
    chunks: ([first, second, ...chunks]) =>
      second?.choices[0]?.index === 1 ? [second, first, ...chunks] : [first, second, ...chunks].filter(Boolean),
  },
} satisfies Record<string, Fault>
