import type { Rule } from '../../../src/model/index.ts'
import { JSON_REPLIES, jsonTexts, lexical } from './_texts.ts'

/** Pointers of what the contract types as integer. */
const INTEGER =
  /^(\/data\/\d+)?\/created$|^\/choices\/\d+\/index$|\/tool_calls\/\d+\/index$|^\/usage\/\w+_tokens$|^\/usage\/\w+_details\/\w+_tokens$|\/bytes\/\d+$|\/expires_at$/

export default {
  says: 'An integer is written without a decimal point or an exponent.',
  level: 'SHOULD',
  basis: 'client library need',
  source:
    'OpenAPI type: integer of created, index and the token counts; JSON Schema takes 12.0 for an integer, typed decoders do not',
  why: 'Typed clients (Go, Java, .NET, Rust) read 1746709563.0 as a float and fail to decode the whole reply.',
  mend: 'Convert times and counts to an integer before they are written.',
  wrong: '"created": 1746709563.0',
  right: '"created": 1746709563',
  seen: [
    'https://github.com/envoyproxy/ai-gateway/pull/962',
    'https://github.com/siyuan-note/siyuan/issues/14787',
    'https://github.com/BoundaryML/baml/pull/1746',
    'https://github.com/sashabaranov/go-openai/pull/1003',
  ],
  on: JSON_REPLIES,
  *check(seen) {
    let found = 0
    for (const json of jsonTexts(seen))
      for (const { at: within, raw } of lexical(json).decimals) {
        // A value that is no integer at all is a matter of the schemas.
        if (!INTEGER.test(within) || !Number.isInteger(Number(raw))) continue
        yield { at: json.at + within, message: `is written ${raw}`, got: raw }
        if (++found === 3) return
      }
  },
} satisfies Rule<(typeof JSON_REPLIES)[number]>
