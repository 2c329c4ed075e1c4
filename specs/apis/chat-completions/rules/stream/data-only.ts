import type { Rule } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'

export default {
  says: 'Chunks are events without a name; only an error event may have a name, error.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateCompletionRequest › stream (data-only server-sent events)',
  why: "A browser's EventSource delivers named events to other listeners than events without a name, and older openai-node releases wrap them.",
  mend: 'Leave out the event field.',
  wrong: 'event: message\ndata: {…}\n\n',
  right: 'data: {…}\n\n',
  on: ['stream'],
  *check({ events }) {
    const named = [...events.entries()].filter(
      ([, event]) => event.event !== undefined && !(event.is === 'error' && event.event === 'error'),
    )
    for (const [i, event] of named.slice(0, FEW))
      yield { at: `/events/${i}/event`, message: 'is present; expected an event without a name', got: event.event }
  },
} satisfies Rule<'stream'>
