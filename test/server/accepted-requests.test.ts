/** Everything that the contract allows in a request is accepted. */
import { expect, test } from 'vitest'
import {
  asked,
  audio,
  call,
  calling,
  format,
  gif,
  image,
  png,
  result,
  says,
  tool,
  user,
  wav,
} from '../support/requests.ts'
import { forced, hello, start } from './client.ts'

const server = await start()

const nullable =
  'audio frequency_penalty logit_bias logprobs max_completion_tokens max_tokens metadata modalities moderation n prediction presence_penalty prompt_cache_key prompt_cache_retention reasoning_effort safety_identifier seed service_tier stop store stream stream_options temperature top_logprobs top_p verbosity'.split(
    ' ',
  )

const accepted: [title: string, change: object][] = [
  ['null for every nullable parameter', Object.fromEntries(nullable.map((name) => [name, null]))],
  [
    'the limits of the ranges',
    { temperature: 2, top_p: 0, presence_penalty: -2, frequency_penalty: 2, n: 1, seed: -1 },
  ],
  [
    'common options',
    { user: 'me', metadata: { a: 'b' }, store: false, modalities: ['text'], service_tier: 'auto', stop: 'zzz' },
  ],
  [
    'new options',
    {
      reasoning_effort: 'low',
      verbosity: 'low',
      prompt_cache_key: 'k',
      prompt_cache_options: { ttl: '30m' },
      safety_identifier: 's',
      prediction: { type: 'content', content: 'x' },
      web_search_options: { search_context_size: 'low' },
    },
  ],
  ['a minimal tool', tool({ name: 'f' })],
  ['a tool with strict null', tool({ name: 'f', strict: null, parameters: {} })],
  [
    'a custom tool with a grammar',
    {
      tools: [
        {
          type: 'custom',
          custom: { name: 'f', format: { type: 'grammar', grammar: { definition: 'a', syntax: 'regex' } } },
        },
      ],
    },
  ],
  ['tool_choice none without tools', { tool_choice: 'none' }],
  ['text as a format', format({ type: 'text' })],
  [
    'text parts for every role',
    says(
      { role: 'system', content: [{ type: 'text', text: 'a' }] },
      { role: 'developer', content: [{ type: 'text', text: 'a' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'a' }] },
      asked,
    ),
  ],
  [
    'a refusal in the history',
    says(
      asked,
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
      asked,
      { role: 'assistant', content: null, refusal: 'no' },
      asked,
    ),
  ],
  ['messages with names', says({ ...asked, name: 'ann' }, { role: 'assistant', content: 'x', name: 'bot' }, asked)],
  [
    'late system messages, consecutive user messages, a final assistant message',
    says(
      { role: 'system', content: 'a' },
      asked,
      asked,
      { role: 'system', content: 'b' },
      { role: 'assistant', content: 'c' },
    ),
  ],
  ['a round trip with content null', says(asked, calling, result)],
  ['a round trip without content', says(asked, { role: 'assistant', tool_calls: [call] }, result)],
  [
    'a tool round trip with content parts',
    says(asked, { ...calling, content: '' }, { ...result, content: [{ type: 'text', text: 'x' }] }, asked),
  ],
  [
    'tool results in another order',
    says(
      asked,
      { ...calling, tool_calls: [call, { ...call, id: 'call_2' }] },
      { ...result, tool_call_id: 'call_2' },
      result,
    ),
  ],
  [
    'unknown fields in messages',
    says(
      asked,
      {
        role: 'assistant',
        content: 'x',
        refusal: null,
        annotations: [],
        audio: null,
        tool_calls: null,
        function_call: null,
        reasoning_content: 'y',
        x: 1,
      },
      asked,
    ),
  ],
  [
    'the deprecated role function',
    says(
      asked,
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', name: 'f', content: 'x' },
    ),
  ],
  ['a PNG', image(`data:image/png;base64,${png}`)],
  [
    'a PNG with another media type, with a parameter',
    image(`data:image/jpeg;name=a.png;base64,${png}`, { detail: 'high' }),
  ],
  ['a GIF', image(`data:image/gif;base64,${gif}`, { detail: 'low' })],
  ['audio', audio({ data: wav, format: 'wav' })],
  ['a file', user([{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } }])],
]

test.each(accepted)('accepts %s', async (_title, change) => {
  const { status, text } = await server.post({ ...hello, ...change })
  expect(text).not.toContain('"error"')
  expect(status).toBe(200)
})

test.each([hello, forced, { ...forced, stream: false }])('accepts its own message in the history', async (body) => {
  const { message } = (await server.post(body)).json.choices[0]
  const results = (message.tool_calls ?? []).map(({ id }: { id: string }) => ({
    role: 'tool',
    tool_call_id: id,
    content: 'ok',
  }))
  const next = await server.post({
    ...body,
    messages: [...body.messages, message, ...results, { role: 'user', content: 'And now?' }],
  })
  expect(next.status).toBe(200)
})
