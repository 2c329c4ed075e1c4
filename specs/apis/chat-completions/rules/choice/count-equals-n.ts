import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'

export default {
  says: 'The number of choices equals n; without n there is one choice.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › n; CreateChatCompletionResponse › choices',
  why: 'A client that samples several answers gets fewer without noticing; with no choice at all, choices[0] throws.',
  mend: 'Generate n choices, or reject n above 1 with a 400 that names the parameter.',
  wrong: 'n: 3 → "choices":[{"index":0,…}]',
  right: 'n: 3 → "choices":[{"index":0,…},{"index":1,…},{"index":2,…}]',
  seen: [
    'https://github.com/michelle-avery/custom-conversation/issues/24',
    'https://github.com/SecretiveShell/MCP-Bridge/issues/48',
  ],
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    const { choices } = seen.result
    const n = asked(seen).n ?? 1
    // An n that is not a positive integer should have been rejected; there is no number to compare with.
    if (!Array.isArray(choices) || integer(n) === undefined || (n as number) < 1) return
    if (choices.length !== n)
      yield {
        at: '/choices',
        message: `has length ${choices.length}; expected ${n} (n of the request, 1 by default)`,
        got: choices.length,
      }
  },
} satisfies Rule<'json'>
