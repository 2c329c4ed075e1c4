import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'In a fragment of a tool call id, function.name and function.arguments are strings, and type is "function".',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionMessageToolCallChunk › properties',
  why: 'A null on a later fragment overwrites the id or name in clients that take a present member for news; type: null makes openai-python raise; arguments that are an object become "[object Object]" in openai-node.',
  mend: 'Leave out what a fragment does not carry, and send arguments as text.',
  wrong: '{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"{}"}}',
  right: '{"index":0,"function":{"arguments":"{}"}}',
  seen: [
    'https://github.com/Effect-TS/effect/pull/8333',
    'https://github.com/anomalyco/opencode/issues/43328',
    'https://github.com/theopenco/llmgateway/pull/3706',
    'https://github.com/BerriAI/litellm/pull/37792',
  ],
  on: ['stream'],
  check: bySchema('tool-stream/fragment-types'),
} satisfies Rule<'stream'>
