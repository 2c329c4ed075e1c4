import type { Rule } from '../../../../../src/model/index.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

/** The parameters that are nullable in the published document (top_logprobs only in two of three places). */
const NULLABLE = new Set([
  'audio',
  'frequency_penalty',
  'logit_bias',
  'logprobs',
  'max_completion_tokens',
  'max_tokens',
  'metadata',
  'modalities',
  'moderation',
  'n',
  'prediction',
  'presence_penalty',
  'prompt_cache_key',
  'reasoning_effort',
  'safety_identifier',
  'seed',
  'service_tier',
  'stop',
  'store',
  'stream',
  'stream_options',
  'temperature',
  'top_p',
  'verbosity',
])

export default {
  says: 'A nullable parameter that is null is treated as absent.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest, ModelResponseProperties (anyOf with null, or nullable)',
  why: 'Wrappers and web clients always send every option, with null where the user set none: all of their requests fail.',
  mend: 'Treat null as absent for every nullable parameter.',
  wrong: '{"max_tokens": null} → 422',
  right: '{"max_tokens": null} → 200',
  seen: [
    'https://github.com/sgl-project/sglang/issues/4589',
    'https://github.com/ztjhz/BetterChatGPT/issues/248',
    'https://github.com/kvcache-ai/ktransformers/pull/1154',
  ],
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, (ask) =>
      Object.fromEntries(Object.entries(ask).filter(([name, value]) => value !== null || !NULLABLE.has(name))),
    ),
} satisfies Rule<'conversation'>
