import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { errorObject, isOfContract } from '../../../../rules/error/_refusal.ts'

export default {
  says: 'param names the member of the request that is at fault, with a path such as messages[0].role.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference names the member, and sends null where the model is missing or unknown',
  why: 'Forms mark the field that was wrong by it.',
  mend: 'Send the name of the member as the request spells it, or null.',
  wrong: 'temperature: "hot" → "param": "body"',
  right: 'temperature: "hot" → "param": "temperature"',
  on: ['error'],
  *check(seen) {
    if (seen.owed !== 'refusal' || ![400, 422].includes(seen.status) || !isOfContract(seen)) return
    const got = errorObject(seen)?.param
    if (typeof got !== 'string') return
    const first = /^[^.[]*/.exec(got)?.[0] ?? ''
    // A member that is not in the request can only be one that is missing from it.
    if (first in asked(seen) || REQUIRED.has(first)) return
    yield { at: '/error/param', message: 'names no member of the request', got }
  },
} satisfies Rule<'error'>

const REQUIRED = new Set(['messages', 'model', 'tools', 'functions', 'logprobs', 'stream', 'json_schema'])
