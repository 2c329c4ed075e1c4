import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every fragment of a streamed tool call has an integer index.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionMessageToolCallChunk › required › index',
  why: 'Both official libraries join fragments by index: without it openai-python raises an error, and openai-node loses the call.',
  mend: 'Put the number of the call, counted from 0, in every fragment.',
  wrong: '{"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}',
  right: '{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}',
  seen: [
    'https://github.com/openai/openai-python/issues/2806',
    'https://github.com/ollama/ollama/issues/7881',
    'https://github.com/EricLBuehler/mistral.rs/pull/1507',
    'https://github.com/openai/openai-python/pull/3246',
    'https://github.com/AstrBotDevs/AstrBot/pull/6692',
    'https://github.com/chatanywhere/GPT_API_free/issues/254',
  ],
  on: ['stream'],
  check: bySchema('tool-stream/index-integer'),
} satisfies Rule<'stream'>
