import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'In a delta, content and refusal are strings or null, role is a published role, tool_calls an array and function_call an object.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionStreamResponseDelta',
  why: 'Clients append what they receive: an object becomes [object Object], and role "" replaces the role sent before. The official libraries accept null.',
  mend: 'Omit the fields of a delta that have no new value.',
  wrong: '{"delta":{"role":"","content":"Hi","tool_calls":null}}',
  right: '{"delta":{"content":"Hi"}}',
  seen: [
    'https://github.com/vercel/ai/pull/15464',
    'https://github.com/anomalyco/opencode/issues/28427',
    'https://github.com/langchain-ai/langchainjs/pull/11470',
    'https://github.com/lemonade-sdk/lemonade/issues/350',
  ],
  on: ['stream'],
  perField: true,
  check: bySchema('chunk/delta-types'),
} satisfies Rule<'stream'>
