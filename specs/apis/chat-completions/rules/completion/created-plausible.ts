import type { Exchange, Rule } from '../../../../../src/model/index.ts'
import { header, integer } from '../../../../rules/_helpers.ts'
import { identity } from './_identity.ts'

/** Seconds that two clocks may differ, and that a Date header may be off. */
const SKEW = 300
const DATE_SLACK = 60

export default {
  says: 'created lies between the request and the end of the reply, give or take the difference of two clocks.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › created (when the completion was created)',
  why: 'Logs are sorted and replies expire by it; a constant or a time in another zone makes them wrong.',
  mend: 'Take the time in UTC when the request is served.',
  wrong: '"created": 1677652288 in every reply',
  right: '"created": 1767225600 at 2026-01-01T00:00:00Z',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const named = identity(seen)
    const created = integer(named?.value.created)
    // What is no time in seconds at all is named by completion/created-integer.
    if (!named || created === undefined || created < 1e9 || created >= 1e11) return
    const took = seen.exchange.timings.totalMs / 1000
    const asked = seen.exchange.sentAt / 1000
    const dated = Date.parse(header(seen, 'date') ?? '') / 1000
    const isNear = (from: number, to: number, slack: number): boolean =>
      created >= from - slack && created <= to + slack
    if (isNear(asked - waited(seen.exchange), asked + took, SKEW)) return
    if (!Number.isNaN(dated) && isNear(dated - took, dated + took, DATE_SLACK)) return
    const off = Math.round(created - asked)
    const message = `is ${Math.abs(off)} s ${off < 0 ? 'before' : 'after'} the request`
    yield { at: `${named.at}/created`, message, got: created }
  },
} satisfies Rule<'json' | 'stream'>

/** Seconds between the first try and the one that counts. */
function waited({ retries }: Exchange): number {
  return retries.reduce((sum, { waitedMs }) => sum + waitedMs, 0) / 1000
}
