import type { Rule, SseEvent } from '../../../../../src/model/index.ts'
import { FEW, parse } from '../../../../rules/_helpers.ts'
import { looksLikeDone, startsWithDone } from './_done.ts'

function describeData(event: SseEvent): string {
  if (event.data.trim() === '') return 'is empty; expected a JSON object'
  if ('json' in event) return 'is JSON, but not an object'
  const lines = event.data.split('\n')
  if (lines.length > 1 && lines.every((line) => looksLikeDone(line) || parse(line) !== undefined))
    return 'contains several JSON values: the empty line between the events is missing'
  return 'is not JSON; expected a JSON object'
}

export default {
  says: 'The data of every event except the terminator is one JSON object.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI paths › /chat/completions › post › responses › 200 › content › text/event-stream; WHATWG HTML section 9.2.6',
  why: 'Both official libraries parse the data of each event and raise an error at the first that is not JSON; the stream ends there for the user.',
  mend: 'Send one JSON object per event, and keep-alives as comments (": …").',
  wrong: 'data: : keep-alive\n\n',
  right: ': keep-alive\n\n',
  seen: ['https://github.com/mnfst/llm-gateway/issues/2053'],
  on: ['stream'],
  *check({ events }) {
    const invalid = [...events.entries()].filter(
      ([i, event]) => event.is === 'other' && !isTerminator(event, i, events),
    )
    for (const [i, event] of invalid.slice(0, FEW))
      yield { at: `/events/${i}/data`, message: describeData(event), got: event.data }
  },
} satisfies Rule<'stream'>

/** stream/done-present reports a misspelt terminator, stream/done-exact a terminator with other characters after it. */
function isTerminator({ data }: SseEvent, i: number, events: readonly SseEvent[]): boolean {
  return startsWithDone(data) || (i === events.length - 1 && looksLikeDone(data))
}
