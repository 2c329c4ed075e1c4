import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const TIME = '\\d\\d:\\d\\d:\\d\\d'
/** The three formats of RFC 9110 section 5.6.7: the preferred one, RFC 850 and asctime. */
const HTTP_DATE = new RegExp(
  `^(?:${DAY}, \\d\\d ${MONTH} \\d{4} ${TIME} GMT` +
    `|[A-Z][a-z]+day, \\d\\d-${MONTH}-\\d\\d ${TIME} GMT` +
    `|${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4})$`,
)

export default {
  says: 'Retry-After is a whole number of seconds (at least 1 on a 429) or an HTTP date.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI components › responses › TooManyRequests › headers › Retry-After; RFC 9110 section 10.2.3',
  why: 'Client libraries use it to decide when to retry; they ignore a value that they cannot parse, and 0 makes them retry at once.',
  mend: 'Send whole seconds, rounded up, such as Retry-After: 2.',
  wrong: 'Retry-After: 1.5s',
  right: 'Retry-After: 2',
  on: ['error'],
  *check(seen) {
    const got = header(seen, 'retry-after')
    if (got === undefined) return
    const at = '/headers/retry-after'
    if (seen.status === 429 && /^0+$/.test(got)) return yield { at, message: 'is 0; expected at least 1 on a 429', got }
    if (!/^\d+$/.test(got) && !HTTP_DATE.test(got))
      yield { at, message: 'is neither a whole number of seconds nor an HTTP date', got }
  },
} satisfies Rule<'error'>
