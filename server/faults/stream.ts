/** Streams whose chunks do not fit together: identity, roles, ends, choices, usage. */
import type { Answer, Asked, Fault, Loose } from '../twist.ts'
import { eachChoice, eachChunk, joinNeighbours } from '../variants/_edit.ts'

/** Changes each chunk with its position. */
function perChunk(change: (chunk: Loose, i: number) => void): Pick<Fault, 'chunks'> {
  return { chunks: (chunks) => chunks.forEach(change) as undefined }
}

/** Changes each choice of each chunk. */
function perChoice(change: (choice: Loose) => void): Pick<Fault, 'chunks'> {
  return { chunks: (chunks) => eachChoice(chunks, change) }
}

function isEnd(chunk: Loose): boolean {
  return chunk.choices.some((choice: Loose) => choice.finish_reason !== null)
}

function isUsage(chunk: Loose): boolean {
  return chunk.choices.length === 0
}

/** A request for a long answer: few are, so that little else speaks of what was broken in it. */
function isLong({ body }: Asked): boolean {
  return body?.max_completion_tokens === 300
}

/** A chunk like another, with one choice. */
function like(chunk: Loose, choice: Loose): Loose {
  return { ...chunk, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: null, ...choice }] }
}

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

/** Only replies that are not forced into a form and have a text. */
function texts(answers: Answer[], change: (text: string) => string): undefined {
  for (const answer of answers) if (answer.text) answer.text = change(answer.text)
}

const FAILURE = { message: 'The engine is overloaded.', type: 'overloaded_error', param: null, code: null }

/** Requests that a fault changed, for its other hooks. */
const changed = new WeakSet<Asked>()

/** A stream that fails after its second chunk. */
function failing(failure: Loose): Pick<Fault, 'chunks' | 'frames'> {
  return { chunks: (chunks) => [...chunks.slice(0, 2), failure], frames: (frames) => frames.slice(0, -1) }
}

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
    also: ['chunk/object-const', 'completion/created-integer', 'stream/same-created'],
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
    also: ['conversation/tool-round-trip'],
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
    also: ['conversation/tool-round-trip'],
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
  'stream-held-back': {
    says: 'A long stream is held back and sent in one piece at the end.',
    breaks: 'stream/incremental-delivery',
    pieces: (pieces) => [Buffer.concat(pieces)],
    wire: ({ body, streamed }) =>
      streamed && body?.max_completion_tokens === 300 ? { do: 'delay', ms: 2200, every: 'reply' } : undefined,
  },
  'refusal-as-event': {
    says: 'A bad request for a stream is answered with status 200 and an error event.',
    breaks: 'stream/error-before-first-byte',
    seen: 'https://github.com/ggml-org/llama.cpp/issues/14566',
    reply: (reply, { body }) => {
      if (body?.stream !== true || reply.status !== 400) return
      reply.status = 200
      reply.headers['content-type'] = 'text/event-stream'
      reply.body = `data: ${reply.body}\n\ndata: [DONE]\n\n`
    },
  },
  'failure-as-first-event': {
    says: 'A stream for log probabilities is answered with status 200 and an error event.',
    breaks: 'stream/error-before-first-byte',
    chunks: (chunks, { body }) =>
      body?.logprobs === true
        ? [{ error: { message: 'Not supported.', type: 'invalid_request_error', param: 'logprobs', code: null } }]
        : chunks,
  },
  'error-flat-event': {
    says: 'A failure in mid-stream is an event named error without the member error.',
    breaks: 'stream/mid-stream-error-shape',
    chunks: (chunks) => [...chunks.slice(0, 2), FAILURE],
    frames: (frames) => frames.slice(0, -1).map((frame, i) => (i === 2 ? `event: error\n${frame}` : frame)),
  },
  'error-as-text': {
    says: 'A failure in mid-stream has a text in place of the error object.',
    breaks: 'stream/mid-stream-error-shape',
    ...failing({ error: FAILURE.message }),
  },
  'error-without-message': {
    says: 'A failure in mid-stream has no message.',
    breaks: 'stream/mid-stream-error-shape',
    ...failing({ error: { code: 'overloaded' } }),
  },
  'error-bare': {
    says: 'A failure in mid-stream is a bare object with a text and a code.',
    breaks: 'stream/mid-stream-error-shape',
    also: ['chunk/required-fields'],
    chunks: (chunks, asked) =>
      isLong(asked) ? [...chunks.slice(0, 2), { text: FAILURE.message, error_code: 50001 }] : chunks,
  },
  'error-then-success': {
    says: 'A stream goes on after an error and ends as a success.',
    breaks: 'stream/mid-stream-error-shape',
    chunks: (chunks) => [...chunks.slice(0, 2), { error: FAILURE }, ...chunks.slice(2)],
  },
  'stream-says-it-twice': {
    says: 'The whole answer comes once more in the last delta.',
    breaks: 'stream/equals-non-stream',
    seen: 'https://github.com/infiniflow/ragflow/pull/15443',
    answers: (answers, { streamed, body }) =>
      streamed && !body?.response_format ? texts(answers, (text) => text + text) : undefined,
  },
  'stream-drops-spaces': {
    says: 'Deltas lose the space at their beginning.',
    breaks: 'stream/equals-non-stream',
    ...perChoice(({ delta }) => {
      if (typeof delta.content === 'string') delta.content = delta.content.trimStart()
    }),
  },
  'stream-finish-always-stop': {
    says: 'A stream that is cut by the limit ends with stop.',
    breaks: 'stream/equals-non-stream',
    also: ['params/length-cut-reported', 'structured/json-schema-strict'],
    ...perChoice((choice) => {
      if (choice.finish_reason === 'length') choice.finish_reason = 'stop'
    }),
  },
  'stream-without-logprobs': {
    says: 'A stream has no log probabilities though they were asked for.',
    breaks: 'stream/equals-non-stream',
    also: ['logprobs/present'],
    ...perChoice((choice) => {
      choice.logprobs = null
    }),
  },
  'stop-string-leaks': {
    says: 'The beginning of the stop string is already streamed when the rest of it comes.',
    breaks: 'stream/equals-non-stream',
    also: ['params/stop-sequences'],
    seen: 'https://github.com/vllm-project/vllm/issues/3574',
    answers: (answers, { streamed, body }) =>
      streamed && typeof body?.stop === 'string'
        ? texts(answers, (text) => text + String(body.stop).slice(0, 2))
        : undefined,
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
