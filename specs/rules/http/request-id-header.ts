import type { Observation, Rule } from '../../../src/model/index.ts'
import { header } from '../_helpers.ts'
import { readRequestHeader } from './_reply.ts'

const NAME = 'x-request-id'

/** The id that the server generated. A server may also return an id that the client sent. */
function readGeneratedId(seen: Observation): string | undefined {
  return readRequestHeader(seen, NAME) === undefined ? header(seen, NAME) : undefined
}

export default {
  says: 'The header x-request-id, if sent, is not empty and different for every request.',
  level: 'MAY',
  basis: 'reference documentation',
  source: 'OpenAI API reference, Debugging requests',
  why: 'Both official libraries expose it as the request id that users quote to support.',
  mend: 'Generate a new x-request-id for every request.',
  wrong: 'x-request-id: 1 on every reply',
  right: 'x-request-id: req_8f1c… on one reply, req_03ab… on the next',
  on: ['conversation'],
  *check({ replies }) {
    const earlierIds = new Set<string>()
    for (const [i, reply] of replies.entries()) {
      const at = `/replies/${i}/headers/${NAME}`
      const id = readGeneratedId(reply)
      if (id === undefined) continue
      if (id === '') return yield { at, message: 'is empty; expected a new id for every request', got: id }
      if (earlierIds.has(id))
        return yield { at, message: 'is the same as in an earlier reply; expected a new id for every request', got: id }
      earlierIds.add(id)
    }
  },
} satisfies Rule<'conversation'>
