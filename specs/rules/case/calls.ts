import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A reply calls exactly the tools that its case expects of any server.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The expectation of the case (expect.calls)',
  why: 'The case forces the call: it does not depend on what the model likes.',
  mend: 'Honour tool_choice as the request of the case sets it.',
  wrong: 'expected ["get_weather"] → no call',
  right: 'expected ["get_weather"] → one call of get_weather',
  on: [],
} satisfies Rule
