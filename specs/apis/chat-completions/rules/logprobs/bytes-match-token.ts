import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { bytesOf, decoded, entries, isSpecial } from './_entries.ts'

export default {
  says: 'The bytes of an entry are its token in UTF-8, wherever they are whole characters.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionTokenLogprob › bytes (UTF-8 bytes of the token, to be combined into text)',
  why: 'Programs put characters together from these bytes; raw vocabulary pieces such as ▁Hello or Ġhello are not the text.',
  mend: 'Decode the token to the text it stands for, and send that text and its UTF-8 bytes.',
  wrong: '{"token": "Ġhello", "bytes": [32, 104, 101, 108, 108, 111]}',
  right: '{"token": " hello", "bytes": [32, 104, 101, 108, 108, 111]}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    let found = 0
    for (const { at, entry, top } of entries(seen.result)) {
      const wrong = [entry, ...top].findIndex(differs)
      if (wrong < 0) continue
      const place = wrong === 0 ? at : `${at}/top_logprobs/${wrong - 1}`
      const { token, bytes } = [entry, ...top][wrong] ?? {}
      yield { at: `${place}/bytes`, message: `are not the token ${JSON.stringify(token)} in UTF-8`, got: bytes }
      if (++found === 3) return
    }
  },
} satisfies Rule<'json' | 'stream'>

function differs(entry: Wire): boolean {
  const token = string(entry.token)
  const bytes = bytesOf(entry)
  if (token === undefined || bytes === undefined || isSpecial(token)) return false
  const text = decoded(bytes)
  return text !== undefined && text !== token
}
