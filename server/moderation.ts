/** Moderation results, if they are requested: nothing is ever flagged. */
import { object, string } from './loose.ts'
import type { Body } from './twist.ts'

/** The `moderation` field of a reply; undefined if it was not requested. */
export function moderationOf(body: Body): object | undefined {
  const model = string(object(body.moderation)?.model)
  if (model === undefined) return undefined
  const result = {
    type: 'moderation_result',
    model,
    flagged: false,
    categories: { harassment: false, violence: false },
    category_scores: { harassment: 0.0001, violence: 0.0002 },
    category_applied_input_types: { harassment: ['text'], violence: ['text'] },
  }
  const results = { type: 'moderation_results', model, results: [result] }
  return { input: results, output: results }
}
