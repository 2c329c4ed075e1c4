import type { Rule } from '../../../../../src/model/index.ts'
import { deltas } from '../_chat.ts'
import { isNonEmpty } from './_stream.ts'

export default {
  says: 'An error that is known before the answer begins is an error response with its own status, not an event.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Behaviour of the reference; OpenAPI paths › /chat/completions › post › responses › 429 is application/json',
  why: 'With status 200 the official libraries raise an error without a status, or no error; retries and fallbacks that depend on the status never start.',
  mend: 'Check the request before opening the stream, and answer with 4xx or 5xx and a JSON error object.',
  wrong: '200 text/event-stream\n\ndata: {"error":{…}}\n\n',
  right: '400 application/json\n\n{"error":{…}}',
  seen: [
    'https://github.com/ggml-org/llama.cpp/issues/14566',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2322',
    'https://github.com/ggml-org/llama.cpp/issues/19774',
  ],
  on: ['stream'],
  *check(seen) {
    const i = seen.events.findIndex(({ is }) => is === 'error')
    if (i < 0) return
    const event = seen.events[i]
    // If the request must be rejected, a chunk with only the role does not begin the answer.
    const before = seen.chunks.filter((chunk) => chunk.event < i).length
    const hasBegun = deltas(seen).some(
      ({ chunk, delta }) =>
        chunk < before && Object.entries(delta).some(([key, value]) => key !== 'role' && isNonEmpty(value)),
    )
    if (seen.owed === 'refusal' ? hasBegun : before > 0) return
    yield {
      at: `/events/${i}/data`,
      message: 'is an error event; expected an error response with a 4xx or 5xx status',
      got: event?.data,
    }
  },
} satisfies Rule<'stream'>
