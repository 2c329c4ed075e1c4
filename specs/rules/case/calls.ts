import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A reply calls exactly the tools that its case expects of any server.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The expectation of the case (expect.calls)',
  why: 'The request forces the call, so it does not depend on what the model prefers.',
  mend: 'Apply the tool_choice of the request.',
  wrong: 'expected ["get_weather"] → no call',
  right: 'expected ["get_weather"] → one call of get_weather',
  on: [],
} satisfies Rule
