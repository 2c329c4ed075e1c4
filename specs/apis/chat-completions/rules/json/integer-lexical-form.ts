import type { Rule } from '../../../../../src/model/index.ts'
import { collectJsonTexts, JSON_REPLIES, scanLexicalForm } from '../../../../rules/json/_texts.ts'

/** Pointers to the fields that are integers in the contract. */
const INTEGER =
  /^(\/data\/\d+)?\/created$|^\/choices\/\d+\/index$|\/tool_calls\/\d+\/index$|^\/usage\/\w+_tokens$|^\/usage\/\w+_details\/\w+_tokens$|\/bytes\/\d+$|\/expires_at$/

export default {
  says: 'An integer is written without a decimal point or an exponent.',
  level: 'SHOULD',
  basis: 'client library need',
  source:
    'OpenAPI type: integer of created, index and the token counts; JSON Schema takes 12.0 for an integer, typed decoders do not',
  why: 'Typed clients (Go, Java, .NET, Rust) read 1746709563.0 as a float and fail to decode the complete reply.',
  mend: 'Convert times and counts to integers before they are written.',
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
    let count = 0
    for (const json of collectJsonTexts(seen))
      for (const { at: within, raw } of scanLexicalForm(json).decimals) {
        // Schema rules report a value that is not an integer.
        if (!INTEGER.test(within) || !Number.isInteger(Number(raw))) continue
        yield {
          at: json.at + within,
          message: `is written as ${raw}; expected an integer without decimal point or exponent`,
          got: raw,
        }
        if (++count === 3) return
      }
  },
} satisfies Rule<(typeof JSON_REPLIES)[number]>
