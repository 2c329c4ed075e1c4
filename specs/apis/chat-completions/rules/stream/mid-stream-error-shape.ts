import type { Finding, Rule, SseEvent, StreamSeen } from '../../../../../src/model/index.ts'
import { object, string } from '../../../../rules/_helpers.ts'
import { isBareError } from './_stream.ts'

/** Why clients do not understand an error event; undefined if they do. */
function explainShape({ json }: SseEvent): string | undefined {
  const body = object(json)
  if (!body) return 'is an error event, but not a JSON object'
  if (body.error === undefined) return 'is named error, but has no field "error"'
  const error = object(body.error)
  if (!error) return 'has a field "error" that is not an object'
  return string(error.message) ? undefined : 'has a field "error" without a message'
}

function* findChunkAfterError({ events, chunks }: StreamSeen): Iterable<Finding> {
  const i = events.findIndex(({ is }) => is === 'error')
  const next = i < 0 ? -1 : chunks.findIndex((chunk) => chunk.event > i)
  if (next >= 0) yield { at: `/chunks/${next}`, message: 'comes after an error; expected the end of the stream' }
}

export default {
  says: 'An error during a stream is one event {"error": {…}} with a message, and no chunk follows it.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-node and openai-python, stream loops (a member error that is set raises APIError)',
  why: 'Clients take other forms for a chunk without choices: the user gets half an answer and no error.',
  mend: 'Send data: {"error":{"message":…,"type":…,"param":null,"code":…}} and end the stream.',
  wrong: 'event: error\ndata: {"message":"out of memory"}\n\n',
  right: 'data: {"error":{"message":"out of memory","type":"server_error","param":null,"code":null}}\n\n',
  seen: ['https://github.com/ggml-org/llama.cpp/pull/16109'],
  on: ['stream'],
  *check(seen) {
    for (const [i, event] of seen.events.entries()) {
      const message =
        event.is === 'error'
          ? explainShape(event)
          : event.is === 'chunk' && isBareError(object(event.json) ?? {})
            ? 'is an error, but has no field "error"'
            : undefined
      if (message) return yield { at: `/events/${i}/data`, message, got: event.data }
    }
    yield* findChunkAfterError(seen)
  },
} satisfies Rule<'stream'>
