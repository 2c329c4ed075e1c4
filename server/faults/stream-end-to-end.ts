/** Streams that fail in a wrong way, come late, or say something else than the reply without stream. */
import type { Answer, Fault, Loose } from '../twist.ts'
import { isLong } from './_asked.ts'
import { perChoice } from './_chunks.ts'

/** Only replies that are not forced into a form and have a text. */
function texts(answers: Answer[], change: (text: string) => string): undefined {
  for (const answer of answers) if (answer.text) answer.text = change(answer.text)
}

const FAILURE = { message: 'The engine is overloaded.', type: 'overloaded_error', param: null, code: null }

/** A stream that fails after its second chunk. */
function failing(failure: Loose): Pick<Fault, 'chunks' | 'frames'> {
  return { chunks: (chunks) => [...chunks.slice(0, 2), failure], frames: (frames) => frames.slice(0, -1) }
}

export default {
  'stream-held-back': {
    says: 'A long stream is held back and sent in one piece at the end.',
    breaks: 'stream/incremental-delivery',
    pieces: (pieces) => [Buffer.concat(pieces)],
    wire: (asked) => (asked.streamed && isLong(asked) ? { do: 'delay', ms: 2200, every: 'reply' } : undefined),
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
  'stream-drops-line-breaks': {
    says: 'Deltas of nothing but white space lose their text.',
    breaks: 'stream/equals-non-stream',
    ...perChoice(({ delta }) => {
      if (typeof delta.content === 'string') delta.content = delta.content.replace(/^\s+$/, '')
    }),
  },
  'stream-keeps-back-mark': {
    says: 'A text that could be the beginning of a mark is kept back in streams, and lost at their end.',
    breaks: 'stream/equals-non-stream',
    seen: 'https://github.com/Blaizzy/mlx-vlm/pull/1845',
    ...perChoice(({ delta }) => {
      if (delta.content === '<') delta.content = ''
    }),
  },
  'stream-second-choice-always-stops': {
    says: 'The second choice of a stream ends with stop, also where the limit cuts it.',
    breaks: 'stream/equals-non-stream',
    ...perChoice((choice) => {
      if (choice.index === 1 && choice.finish_reason === 'length') choice.finish_reason = 'stop'
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
} satisfies Record<string, Fault>
