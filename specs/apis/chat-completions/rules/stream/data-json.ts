import type { Rule, SseEvent } from '../../../../../src/model/index.ts'
import { parse } from '../../../../rules/_helpers.ts'
import { FEW } from '../../../../rules/stream/_lines.ts'
import { isNearDone, startsWithDone } from './_done.ts'

function whatItIs(event: SseEvent): string {
  if (event.data.trim() === '') return 'is empty'
  if ('json' in event) return 'is JSON, but no object'
  const lines = event.data.split('\n')
  if (lines.length > 1 && lines.every((line) => isNearDone(line) || parse(line) !== undefined))
    return 'holds several JSON texts: the empty line between the events is missing'
  return 'is not JSON'
}

export default {
  says: 'The data of every event but the terminator is one JSON object.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI paths › /chat/completions › post › responses › 200 › content › text/event-stream; WHATWG HTML section 9.2.6',
  why: 'Both official libraries parse the data of each event and raise on the first that is not JSON; the stream ends there for the user.',
  mend: 'Send one JSON object per event, and keep-alives as comments (": …").',
  wrong: 'data: : keep-alive\n\n',
  right: ': keep-alive\n\n',
  seen: ['https://github.com/mnfst/llm-gateway/issues/2053'],
  on: ['stream'],
  *check({ events }) {
    const bad = [...events.entries()].filter(([i, event]) => event.is === 'other' && !isTerminator(event, i, events))
    for (const [i, event] of bad.slice(0, FEW))
      yield { at: `/events/${i}/data`, message: whatItIs(event), got: event.data }
  },
} satisfies Rule<'stream'>

/** A terminator that is misspelt is named by stream/done-present, one with something after it by stream/done-exact. */
function isTerminator({ data }: SseEvent, i: number, events: readonly SseEvent[]): boolean {
  return startsWithDone(data) || (i === events.length - 1 && isNearDone(data))
}
