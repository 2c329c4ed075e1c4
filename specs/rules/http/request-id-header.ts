import type { Observation, Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { requestHeader } from './_reply.ts'

const NAME = 'x-request-id'

/** The id that the server made up itself: one that the client sent may come back. */
function ownId(seen: Observation): string | undefined {
  return requestHeader(seen, NAME) === undefined ? header(seen, NAME) : undefined
}

export default {
  says: 'The header x-request-id, where it is sent, is different for every request and not empty.',
  level: 'MAY',
  basis: 'reference documentation',
  source: 'OpenAI API reference, Debugging requests',
  why: 'Both official libraries show it as the request id that users quote to support.',
  mend: 'Make a new x-request-id for every request.',
  wrong: 'x-request-id: 1 on every reply',
  right: 'x-request-id: req_8f1c… on one reply, req_03ab… on the next',
  on: ['conversation'],
  *check({ replies }) {
    const met = new Set<string>()
    for (const [i, reply] of replies.entries()) {
      const at = `/replies/${i}/headers/${NAME}`
      const id = ownId(reply)
      if (id === undefined) continue
      if (id === '') return yield { at, message: 'is empty', got: id }
      if (met.has(id)) return yield { at, message: 'is that of an earlier reply', got: id }
      met.add(id)
    }
  },
} satisfies Rule<'conversation'>
