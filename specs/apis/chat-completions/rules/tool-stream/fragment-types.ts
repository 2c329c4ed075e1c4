import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'In a fragment of a tool call id, function.name and function.arguments are strings, and type is "function".',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionMessageToolCallChunk › properties',
  why: 'Clients that take every present field as new overwrite the id or name with the null of a later fragment; type: null makes openai-python raise an error; arguments that are an object become "[object Object]" in openai-node.',
  mend: 'Leave out the fields that a fragment does not have, and send arguments as a string.',
  wrong: '{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"{}"}}',
  right: '{"index":0,"function":{"arguments":"{}"}}',
  seen: [
    'https://github.com/Effect-TS/effect/pull/8333',
    'https://github.com/anomalyco/opencode/issues/43328',
    'https://github.com/theopenco/llmgateway/pull/3706',
    'https://github.com/BerriAI/litellm/pull/37792',
  ],
  on: ['stream'],
  perField: true,
  check: bySchema('tool-stream/fragment-types'),
} satisfies Rule<'stream'>
