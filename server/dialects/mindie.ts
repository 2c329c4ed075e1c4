/** MindIE as documented by its own pages and by siliconstorm.ai. */
import type { Dialect } from '../dialect.ts'
import { chunks, common } from './_mindie.ts'

export default {
  says: 'MindIE: role and content in every delta, usage in the last chunk, prefill_time and decode_time_arr.',
  source: 'docs.siliconstorm.ai: usageExamples, requestParameters; Ascend/MindIE-LLM 8b4871ad: src/server/endpoint',
  ...common,
  chunks,
} satisfies Dialect
