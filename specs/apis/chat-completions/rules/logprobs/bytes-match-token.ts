import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { bytesOf, decode, findTokens, isSpecial } from './_entries.ts'

export default {
  says: 'The bytes of an entry are its token in UTF-8, if they are complete characters.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionTokenLogprob › bytes (UTF-8 bytes of the token, to be combined into text)',
  why: 'Programs assemble text from these bytes, and show wrong text for raw vocabulary pieces such as ▁Hello or Ġhello.',
  mend: 'Decode the token to its text, and send that text and its UTF-8 bytes.',
  wrong: '{"token": "Ġhello", "bytes": [32, 104, 101, 108, 108, 111]}',
  right: '{"token": " hello", "bytes": [32, 104, 101, 108, 108, 111]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    for (const { at, token } of findTokens(seen.result, differs))
      yield {
        at: `${at}/bytes`,
        message: `are not the UTF-8 bytes of the token ${JSON.stringify(token.token)}`,
        got: token.bytes,
      }
  },
} satisfies Rule<'json' | 'stream'>

function differs(entry: Wire): boolean {
  const token = string(entry.token)
  const bytes = bytesOf(entry)
  if (token === undefined || bytes === undefined || isSpecial(token)) return false
  const text = decode(bytes)
  return text !== undefined && text !== token
}
