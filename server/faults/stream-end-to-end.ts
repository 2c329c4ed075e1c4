/** Streams that fail in a wrong way, come late, or differ from the reply without streaming. */
import type { Body, Fault, Loose } from '../twist.ts'
import { inAnswers } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { inChunkChoices, setField } from './_places.ts'
import { isLong } from './_requests.ts'

/** Changes the text of streamed answers to some requests; the tokens stay as they are. */
const inStreamedTexts = (when: (body: Body) => unknown, change: (text: string, body: Body) => string) =>
  inAnswers((answer, { streamed, body = {} }) => {
    if (streamed && when(body) && answer.text) answer.text = change(answer.text, body)
  })

/** Changes the content of every delta that has one. */
const inDeltas = (change: (text: string) => string) =>
  inChunkChoices(({ delta }) => {
    if (typeof delta.content === 'string') delta.content = change(delta.content)
  })

const FAILURE = { message: 'The engine is overloaded.', type: 'overloaded_error', param: null, code: null }

/** A stream that fails after its second chunk. */
function failWith(failure: Loose): Pick<Fault, 'chunks' | 'frames'> {
  return { chunks: (chunks) => [...chunks.slice(0, 2), failure], frames: (frames) => frames.slice(0, -1) }
}

export default defineFaults({
  'stream/incremental-delivery': {
    'stream-held-back': {
      says: 'A long stream is held back and sent in one piece at the end.',
      pieces: (pieces) => [Buffer.concat(pieces)],
      wire: (asked) => (asked.streamed && isLong(asked) ? { do: 'delay', ms: 2200, every: 'reply' } : undefined),
    },
  },
  'stream/error-before-first-byte': {
    'refusal-as-event': {
      says: 'An invalid request for a stream is answered with status 200 and an error event.',
      seen: 'https://github.com/ggml-org/llama.cpp/issues/14566',
      reply: (reply, { body }) => {
        if (body?.stream !== true || reply.status !== 400) return
        reply.status = 200
        reply.headers['content-type'] = 'text/event-stream'
        reply.body = `data: ${reply.body}\n\ndata: [DONE]\n\n`
      },
    },
    'failure-as-first-event': {
      says: 'A request for a stream with log probabilities is answered with status 200 and an error event.',
      chunks: (chunks, { body }) =>
        body?.logprobs === true
          ? [{ error: { message: 'Not supported.', type: 'invalid_request_error', param: 'logprobs', code: null } }]
          : chunks,
    },
  },
  'stream/mid-stream-error-shape': {
    'error-flat-event': {
      says: 'A failure in mid-stream is sent as an event named error, without the field error.',
      chunks: (chunks) => [...chunks.slice(0, 2), FAILURE],
      frames: (frames) => frames.slice(0, -1).map((frame, i) => (i === 2 ? `event: error\n${frame}` : frame)),
    },
    'error-as-text': {
      says: 'The error of a failure in mid-stream is a string, not an object.',
      ...failWith({ error: FAILURE.message }),
    },
    'error-without-message': {
      says: 'The error of a failure in mid-stream has no message.',
      ...failWith({ error: { code: 'overloaded' } }),
    },
    'error-bare': {
      says: 'A failure in mid-stream is sent as a bare object with text and error_code.',
      also: ['chunk/required-fields'],
      chunks: (chunks, asked) =>
        isLong(asked) ? [...chunks.slice(0, 2), { text: FAILURE.message, error_code: 50001 }] : chunks,
    },
    'error-then-success': {
      says: 'A stream continues after an error and ends like a successful one.',
      chunks: (chunks) => [...chunks.slice(0, 2), { error: FAILURE }, ...chunks.slice(2)],
    },
  },
  'stream/equals-non-stream': {
    'stream-says-it-twice': {
      says: 'The end of a stream repeats the complete text.',
      seen: 'https://github.com/infiniflow/ragflow/pull/15443',
      ...inStreamedTexts(
        (body) => !body.response_format,
        (text) => text + text,
      ),
    },
    'stream-drops-spaces': { says: 'Deltas lose their leading spaces.', ...inDeltas((text) => text.trimStart()) },
    'stream-drops-line-breaks': {
      says: 'Deltas that hold only white space lose their content.',
      ...inDeltas((text) => text.replace(/^\s+$/, '')),
    },
    'stream-keeps-back-mark': {
      says: 'Text that could start a tag is held back in streams, and lost at their end.',
      seen: 'https://github.com/Blaizzy/mlx-vlm/pull/1845',
      ...inDeltas((text) => (text === '<' ? '' : text)),
    },
    'stream-second-choice-always-stops': {
      says: 'The finish_reason of the second choice of a stream is stop, even where the token limit cut it.',
      also: ['params/length-cut-reported', 'structured/truncation-flagged'],
      ...inChunkChoices((choice) => {
        if (choice.index === 1 && choice.finish_reason === 'length') choice.finish_reason = 'stop'
      }),
    },
    'stream-finish-always-stop': {
      says: 'The finish_reason of a stream that the token limit cut is stop.',
      also: ['params/length-cut-reported', 'structured/truncation-flagged'],
      ...inChunkChoices({ finish_reason: (reason: unknown) => (reason === 'length' ? 'stop' : reason) }),
    },
    'stream-without-logprobs': { ...setField('chunk-choice', 'logprobs', null), also: ['logprobs/present'] },
    'stop-string-leaks': {
      says: 'The start of the stop string is streamed before the rest of it is recognised.',
      also: ['params/stop-sequences'],
      seen: 'https://github.com/vllm-project/vllm/issues/3574',
      ...inStreamedTexts(
        ({ stop }) => typeof stop === 'string',
        (text, { stop }) => text + String(stop).slice(0, 2),
      ),
    },
  },
})
