import type { Finding, Rule, SseEvent, StreamSeen } from '../../../../../src/model/index.ts'
import { object, string } from '../../../../rules/_helpers.ts'
import { isBareError } from './_stream.ts'

/** Why clients do not understand an error event; undefined if they do. */
function misshape({ json }: SseEvent): string | undefined {
  const body = object(json)
  if (!body) return 'is no JSON object'
  if (body.error === undefined) return 'is named error but has no member error'
  const error = object(body.error)
  if (!error) return 'has an error that is no object'
  return string(error.message) ? undefined : 'has an error without a message'
}

function* afterError({ events, chunks }: StreamSeen): Iterable<Finding> {
  const i = events.findIndex(({ is }) => is === 'error')
  const next = i < 0 ? -1 : chunks.findIndex((chunk) => chunk.event > i)
  if (next >= 0) yield { at: `/chunks/${next}`, message: 'comes after an error' }
}

export default {
  says: 'An error in mid-stream is one event {"error": {…}} with a message, and no chunk follows it.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-node and openai-python, stream loops (a member error that is set raises APIError)',
  why: 'Other forms pass for a chunk without choices: the user gets half an answer and no error.',
  mend: 'Send data: {"error":{"message":…,"type":…,"param":null,"code":…}} and end the stream.',
  wrong: 'event: error\ndata: {"message":"out of memory"}\n\n',
  right: 'data: {"error":{"message":"out of memory","type":"server_error","param":null,"code":null}}\n\n',
  seen: ['https://github.com/ggml-org/llama.cpp/pull/16109'],
  on: ['stream'],
  *check(seen) {
    for (const [i, event] of seen.events.entries()) {
      const why =
        event.is === 'error'
          ? misshape(event)
          : event.is === 'chunk' && isBareError(object(event.json) ?? {})
            ? 'is an error without the member error'
            : undefined
      if (why) return yield { at: `/events/${i}/data`, message: why, got: event.data }
    }
    yield* afterError(seen)
  },
} satisfies Rule<'stream'>
