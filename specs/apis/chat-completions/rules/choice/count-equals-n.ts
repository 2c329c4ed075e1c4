import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'

export default {
  says: 'There are as many choices as n asks for, and one without n.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › n; CreateChatCompletionResponse › choices',
  why: 'A caller that samples several answers gets one and cannot tell; with no choice at all, choices[0] throws.',
  mend: 'Generate n answers, or refuse n above 1 with a 400 that names it.',
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
    // An n that is no count should have been refused; there is nothing to compare with.
    if (!Array.isArray(choices) || integer(n) === undefined || (n as number) < 1) return
    if (choices.length !== n)
      yield { at: '/choices', message: `has ${choices.length} instead of ${n}`, got: choices.length }
  },
} satisfies Rule<'json'>
