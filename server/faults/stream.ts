/** Streams whose chunks do not fit together: ids, roles, finish reasons, choices. */
import type { Loose } from '../twist.ts'
import { joinNeighbours } from '../variants/_edit.ts'
import { copyWith, isEnd, isUsage } from './_chunks.ts'
import { defineFaults } from './_define.ts'
import { inChunkChoices, inChunks, setField } from './_places.ts'
import { inBody, isLong } from './_requests.ts'

export default defineFaults({
  'stream/same-id': {
    'id-per-chunk': {
      says: 'Each chunk of a stream has its own id.',
      seen: 'https://github.com/BerriAI/litellm/issues/1571',
      ...inChunks((chunk, _, i) => (chunk.id += `-${i}`)),
    },
    'id-of-usage-chunk': {
      says: 'The usage chunk has another id than the other chunks.',
      ...inChunks((chunk) => {
        if (isUsage(chunk)) chunk.id += '-usage'
      }),
    },
    'blank-first-chunk': {
      says: 'The first chunk is blank: no id, no model, no choices.',
      also: ['chunk/object-const', 'stream/same-created'],
      seen: 'https://github.com/simonw/llm/issues/294',
      chunks: (chunks) => [{ ...chunks[0], id: '', object: '', created: 0, model: '', choices: [] }, ...chunks],
    },
  },
  'stream/same-created': {
    'created-per-chunk': {
      says: 'Each chunk of a stream has its own created.',
      seen: 'https://github.com/NVIDIA/TensorRT-LLM/pull/14708',
      ...inChunks((chunk, _, i) => (chunk.created += Math.floor(i / 2))),
    },
    'created-of-last-chunk': {
      says: 'The created of the chunk with the finish_reason is the time when the stream ended.',
      ...inChunks((chunk) => isEnd(chunk) && chunk.created++),
    },
  },
  'stream/same-model': {
    'model-changes': {
      says: 'The model changes in mid-stream.',
      ...inChunks((chunk, _, i) => {
        if (i > 1) chunk.model += '-2'
      }),
    },
    'fingerprint-changes': {
      says: 'Each chunk has another system_fingerprint.',
      ...inChunks((chunk, _, i) => (chunk.system_fingerprint = `fp_${i}`)),
    },
  },
  'stream/role-first': {
    'role-missing': { says: 'No delta has a role.', ...inChunkChoices(({ delta }) => delete delta.role) },
    'role-late': {
      says: 'The role comes with the finish_reason.',
      ...inChunkChoices(({ delta, finish_reason }) => {
        delete delta.role
        if (finish_reason) delta.role = 'assistant'
      }),
    },
    'role-user': {
      says: 'The role of a streamed message is user.',
      ...inChunkChoices(({ delta }) => {
        if (delta.role) delta.role = 'user'
      }),
    },
  },
  'stream/role-once': {
    'role-every-chunk': {
      says: 'Every delta repeats the role.',
      seen: 'https://github.com/huggingface/text-generation-inference/issues/2794',
      ...inChunkChoices(({ delta }) => (delta.role = 'assistant')),
    },
    'role-twice': {
      says: 'The delta with the finish_reason repeats the role.',
      ...inChunkChoices(({ delta, finish_reason }) => {
        if (finish_reason) delta.role = 'assistant'
      }),
    },
  },
  'stream/finish-present': {
    'finish-reason-missing': {
      ...setField('chunk-choice', 'finish_reason', null),
    },
    'finish-reason-key-missing': {
      ...setField('chunk-choice', 'finish_reason', undefined),
      also: ['chunk/choice-required-fields'],
      seen: 'https://github.com/perplexityai/api-discussion/issues/235',
    },
    'finish-chunk-lost': {
      says: 'The chunk with the finish_reason is not sent.',
      chunks: (chunks) => chunks.filter((chunk) => !isEnd(chunk)),
    },
    'finish-reason-of-last-choice-only': {
      says: 'With several choices, only the last one gets a finish_reason.',
      chunks: (chunks) => {
        const last = chunks.findLast(isEnd)
        return chunks.filter((chunk) => !isEnd(chunk) || chunk === last)
      },
    },
  },
  'stream/finish-exactly-once': {
    'finish-reason-twice': {
      says: 'The finish_reason is sent with the last text and again in the next chunk.',
      seen: 'https://github.com/sgl-project/sglang/pull/8417',
      chunks: (chunks) => chunks.flatMap((chunk) => (isEnd(chunk) ? [chunk, structuredClone(chunk)] : [chunk])),
    },
    'finish-reason-on-every-chunk': {
      says: 'Every chunk has the finish_reason.',
      chunks: (chunks) => {
        const reason = chunks.find(isEnd)?.choices[0].finish_reason
        for (const choice of chunks.flatMap(({ choices }) => choices)) choice.finish_reason = reason
      },
    },
    'finish-reason-corrected': {
      says: 'A finish_reason of length is followed by the right one.',
      chunks: (chunks) =>
        chunks.flatMap((chunk) => {
          if (!isEnd(chunk)) return [chunk]
          const early = structuredClone(chunk)
          for (const choice of early.choices) choice.finish_reason = 'length'
          return [early, chunk]
        }),
    },
  },
  'stream/finish-chunk-empty': {
    'text-with-finish-reason': {
      says: 'The last text is in the chunk with the finish_reason.',
      seen: 'https://github.com/vllm-project/vllm/issues/35705',
      chunks: (chunks) =>
        joinNeighbours(chunks, (before, after) =>
          after.finish_reason !== null && !before.delta.role
            ? { ...before, finish_reason: after.finish_reason }
            : undefined,
        ),
    },
  },
  'stream/nothing-after-finish': {
    'text-after-finish-reason': {
      says: 'In a long answer, more text comes after the finish_reason.',
      chunks: (chunks, asked) =>
        chunks.flatMap((chunk) =>
          isEnd(chunk) && isLong(asked)
            ? [chunk, copyWith(chunk, { index: chunk.choices[0].index, delta: { content: '.' } })]
            : [chunk],
        ),
    },
    'finish-reason-early': {
      says: 'The finish_reason comes before the last text or the last fragment of a call.',
      chunks: (chunks) => {
        const i = chunks.findIndex(isEnd)
        if (i < 2 || chunks[i - 1].choices[0].index !== chunks[i].choices[0].index) return chunks
        return [...chunks.slice(0, i - 1), chunks[i], chunks[i - 1], ...chunks.slice(i + 1)]
      },
    },
  },
  'stream/indices-complete': {
    'index-counts-chunks': {
      says: 'In a long answer, the index of the choice counts the chunks.',
      seen: 'https://github.com/microsoft/foundry-local/issues/144',
      ...inChunks(({ choices }, asked, i) => {
        if (isLong(asked)) for (const choice of choices) choice.index += 197 + i
      }),
    },
    'index-from-1': {
      says: 'The choices of a stream are numbered from 1.',
      seen: 'https://github.com/BerriAI/litellm/issues/376',
      ...inChunkChoices((choice) => choice.index++),
    },
    'stream-n-ignored': {
      says: 'A stream has one choice, whatever n is.',
      ...inBody((body) => body.stream === true && delete body.n),
    },
    'stream-without-chunks': { says: 'A stream has only the terminator.', chunks: () => [] },
  },
  'stream/indices-first-seen-in-order': {
    'choices-backwards': {
      says: 'With several choices, the last one comes first.',
      chunks: (chunks) => {
        const indexOf = (chunk: Loose) => chunk.choices[0]?.index ?? -1
        return [...chunks].sort((a, b) => indexOf(b) - indexOf(a))
      },
    },
    'choices-1-0-2': {
      says: 'With several choices, the second one starts before the first.',
      chunks: ([first, second, ...chunks]) =>
        second?.choices[0]?.index === 1 ? [second, first, ...chunks] : [first, second, ...chunks].filter(Boolean),
    },
  },
})
