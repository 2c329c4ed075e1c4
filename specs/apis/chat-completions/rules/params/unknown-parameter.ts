import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An unknown parameter is ignored, or rejected with a 4xx that names it.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference refuses; OpenAPI CreateChatCompletionRequest does not close itself to other members',
  why: 'Clients that add an extension of one server to every request need to know how other servers treat it.',
  mend: 'Ignore unknown parameters, or answer 400 and name the parameter.',
  wrong: '{"x_probe": true} → 500',
  right: '{"x_probe": true} → 200, or 400 with "param": "x_probe"',
  on: [],
} satisfies Rule
