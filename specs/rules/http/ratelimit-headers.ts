import type { Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { REPLIES } from './_reply.ts'

const COUNT = /^\d+$/
/** Such as 6m0s, 1h2m3.5s, 120ms; or a plain number of seconds. */
const DURATION = /^(?:\d+(?:\.\d+)?|(?=\d)(?:\d+h)?(?:\d+m(?!s))?(?:\d+(?:\.\d+)?s)?(?:\d+(?:\.\d+)?ms)?)$/

export default {
  says: 'The x-ratelimit headers, if sent, contain counts (limit, remaining) and durations (reset).',
  level: 'MAY',
  basis: 'reference documentation',
  source: 'OpenAI guide Rate limits, Rate limits in headers',
  why: 'Schedulers use these headers to pace their requests, and ignore or misread other forms.',
  mend: 'Send integers for limit and remaining, and a duration such as 6m0s for reset.',
  wrong: 'x-ratelimit-remaining-requests: unlimited',
  right: 'x-ratelimit-remaining-requests: 59',
  on: REPLIES,
  *check(seen) {
    for (const unit of ['requests', 'tokens']) {
      for (const part of ['limit', 'remaining', 'reset']) {
        const name = `x-ratelimit-${part}-${unit}`
        const got = header(seen, name)
        if (got === undefined || (part === 'reset' ? DURATION : COUNT).test(got)) continue
        yield {
          at: `/headers/${name}`,
          message: part === 'reset' ? 'is not a duration such as 6m0s' : 'is not a count; expected digits only',
          got,
        }
      }
      const [limit, remaining] = ['limit', 'remaining'].map((part) => header(seen, `x-ratelimit-${part}-${unit}`))
      if (COUNT.test(limit ?? '') && COUNT.test(remaining ?? '') && Number(remaining) > Number(limit))
        yield {
          at: `/headers/x-ratelimit-remaining-${unit}`,
          message: `is greater than the limit, ${limit}`,
          got: remaining,
        }
    }
  },
} satisfies Rule<(typeof REPLIES)[number]>
