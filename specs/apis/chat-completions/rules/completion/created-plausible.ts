import type { Exchange, Rule } from '../../../../../src/model/index.ts'
import { header, integer } from '../../../../rules/_helpers.ts'
import { findIdentity } from './_identity.ts'

/** Seconds by which two clocks may differ, and by which a Date header may be wrong. */
const SKEW = 300
const DATE_SLACK = 60

export default {
  says: 'created lies between the request and the end of the reply, allowing for the difference of two clocks.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › created (when the completion was created)',
  why: 'Clients sort logs and expire replies by it; a constant or a time in another time zone breaks both.',
  mend: 'Take the current UTC time when the request is served.',
  wrong: '"created": 1677652288 in every reply',
  right: '"created": 1767225600 at 2026-01-01T00:00:00Z',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const identity = findIdentity(seen)
    const created = integer(identity?.value.created)
    // completion/created-integer reports a value that is not a time in seconds.
    if (!identity || created === undefined || created < 1e9 || created >= 1e11) return
    const duration = seen.exchange.timings.totalMs / 1000
    const sent = seen.exchange.sentAt / 1000
    const dateHeader = Date.parse(header(seen, 'date') ?? '') / 1000
    const isNear = (from: number, to: number, slack: number): boolean =>
      created >= from - slack && created <= to + slack
    if (isNear(sent - sumWaits(seen.exchange), sent + duration, SKEW)) return
    if (!Number.isNaN(dateHeader) && isNear(dateHeader - duration, dateHeader + duration, DATE_SLACK)) return
    const offset = Math.round(created - sent)
    const message = `is ${Math.abs(offset)} s ${offset < 0 ? 'before' : 'after'} the request; expected the time of the reply`
    yield { at: `${identity.at}/created`, message, got: created }
  },
} satisfies Rule<'json' | 'stream'>

/** Seconds between the first attempt and the last, which is judged. */
function sumWaits({ retries }: Exchange): number {
  return retries.reduce((sum, { waitedMs }) => sum + waitedMs, 0) / 1000
}
