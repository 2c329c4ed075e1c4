import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { isOfContract, readError } from '../../../../rules/error/_refusal.ts'

export default {
  says: 'param names the invalid field of the request, with a path such as messages[0].role.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference names the member, and sends null where the model is missing or unknown',
  why: 'User interfaces use it to highlight the wrong field.',
  mend: 'Send the name of the field as the request spells it, or null.',
  wrong: 'temperature: "hot" → "param": "body"',
  right: 'temperature: "hot" → "param": "temperature"',
  on: ['error'],
  *check(seen) {
    if (seen.owed !== 'refusal' || ![400, 422].includes(seen.status) || !isOfContract(seen)) return
    const got = readError(seen)?.param
    if (typeof got !== 'string') return
    const field = /^[^.[]*/.exec(got)?.[0] ?? ''
    // A field that is not in the request can only be a required one that is missing.
    if (field in asked(seen) || REQUIRED.has(field)) return
    yield { at: '/error/param', message: 'is not a field of the request', got }
  },
} satisfies Rule<'error'>

const REQUIRED = new Set(['messages', 'model', 'tools', 'functions', 'logprobs', 'stream', 'json_schema'])
