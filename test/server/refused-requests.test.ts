/** Invalid requests are refused, with the path of the wrong field. */
import { expect, test } from 'vitest'
import { asked, audio, call, calling, format, image, png, result, says, tool, user, wav } from '../support/requests.ts'
import { hello, start, time, weather } from './client.ts'

const server = await start()

/** The change of a valid request, and the param and code of the refusal. */
const refused: [title: string, change: object, param: string | null, code: string | null][] = [
  ['no model', { model: undefined }, 'model', 'missing_required_parameter'],
  ['model null', { model: null }, 'model', 'invalid_type'],
  ['model as a number', { model: 5 }, 'model', 'invalid_type'],
  ['no messages', { messages: undefined }, 'messages', 'missing_required_parameter'],
  ['messages empty', says(), 'messages', 'empty_array'],
  ['messages as a string', { messages: 'hi' }, 'messages', 'invalid_type'],
  ['messages as an object', { messages: asked }, 'messages', 'invalid_type'],
  ['messages null', { messages: null }, 'messages', 'invalid_type'],
  ['a message that is a string', says('hi'), 'messages[0]', 'invalid_type'],
  ['no role', says({ content: 'hi' }), 'messages[0].role', 'missing_required_parameter'],
  ['an unknown role', says({ role: 'robot', content: 'hi' }), 'messages[0].role', 'invalid_value'],
  ['role as a number', says({ role: 1, content: 'hi' }), 'messages[0].role', 'invalid_type'],
  ['no content', says({ role: 'user' }), 'messages[0].content', 'missing_required_parameter'],
  ['content null', user(null), 'messages[0].content', 'invalid_type'],
  ['content as a number', user(1), 'messages[0].content', 'invalid_type'],
  ['content as an object', user({}), 'messages[0].content', 'invalid_type'],
  ['content as an empty array', user([]), 'messages[0].content', 'empty_array'],
  ['a part that is a string', user(['hi']), 'messages[0].content[0]', 'invalid_type'],
  ['a part without type', user([{ text: 'hi' }]), 'messages[0].content[0].type', 'missing_required_parameter'],
  ['an unknown part', user([{ type: 'smell' }]), 'messages[0].content[0].type', 'invalid_value'],
  ['a text part without text', user([{ type: 'text' }]), 'messages[0].content[0].text', 'missing_required_parameter'],
  [
    'an image in a system message',
    says({ role: 'system', content: [{ type: 'image_url', image_url: { url: 'http://x/' } }] }),
    'messages[0].content[0].type',
    'invalid_value',
  ],
  [
    'an assistant message without content and calls',
    says(asked, { role: 'assistant' }),
    'messages[1].content',
    'missing_required_parameter',
  ],
  ['a name that is a number', says({ ...asked, name: 1 }), 'messages[0].name', 'invalid_type'],
  [
    'an image without url',
    user([{ type: 'image_url', image_url: {} }]),
    'messages[0].content[0].image_url.url',
    'missing_required_parameter',
  ],
  [
    'an image that is a string',
    user([{ type: 'image_url', image_url: 'http://x/' }]),
    'messages[0].content[0].image_url',
    'invalid_type',
  ],
  [
    'an image with an unknown detail',
    image(`data:image/png;base64,${png}`, { detail: 'huge' }),
    'messages[0].content[0].image_url.detail',
    'invalid_value',
  ],
  ['an image with an invalid URL', image('picture.png'), 'messages[0].content[0].image_url.url', 'invalid_image_url'],
  [
    'an image with invalid base64',
    image('data:image/png;base64,@@@@'),
    'messages[0].content[0].image_url.url',
    'invalid_base64',
  ],
  ['an empty image', image('data:image/png;base64,'), 'messages[0].content[0].image_url.url', 'invalid_base64'],
  [
    'text as image data',
    image(`data:image/png;base64,${Buffer.from('hello, not an image').toString('base64')}`),
    'messages[0].content[0].image_url.url',
    'invalid_image_format',
  ],
  [
    'a truncated PNG',
    image(`data:image/png;base64,${png.slice(0, 48)}`),
    'messages[0].content[0].image_url.url',
    'image_parse_error',
  ],
  [
    'an image that cannot be fetched',
    image('http://127.0.0.1:9/nothing.png'),
    'messages[0].content[0].image_url.url',
    'invalid_image_url',
  ],
  [
    'audio without format',
    audio({ data: wav }),
    'messages[0].content[0].input_audio.format',
    'missing_required_parameter',
  ],
  [
    'audio with an unknown format',
    audio({ data: wav, format: 'ogg' }),
    'messages[0].content[0].input_audio.format',
    'invalid_value',
  ],
  [
    'audio with invalid base64',
    audio({ data: '@@', format: 'wav' }),
    'messages[0].content[0].input_audio.data',
    'invalid_base64',
  ],
  [
    'audio data in another format',
    audio({ data: wav, format: 'mp3' }),
    'messages[0].content[0].input_audio.data',
    'invalid_audio',
  ],
  [
    'a file without data',
    user([{ type: 'file', file: {} }]),
    'messages[0].content[0].file.file_data',
    'missing_required_parameter',
  ],
  [
    'an unknown file',
    user([{ type: 'file', file: { file_id: 'f1' } }]),
    'messages[0].content[0].file.file_id',
    'invalid_value',
  ],
  [
    'a tool message without id',
    says(asked, calling, { role: 'tool', content: 'x' }),
    'messages[2].tool_call_id',
    'missing_required_parameter',
  ],
  ['a tool message after a user message', says(asked, result), 'messages[1].role', null],
  [
    'a tool message with another id',
    says(asked, calling, { ...result, tool_call_id: 'call_2' }),
    'messages[2].tool_call_id',
    null,
  ],
  ['a tool call without a result', says(asked, calling, asked), 'messages[2].role', null],
  ['a tool call as the last message', says(asked, calling), 'messages[1].role', null],
  [
    'a call without arguments',
    says(asked, { ...calling, tool_calls: [{ ...call, function: { name: 'f' } }] }),
    'messages[1].tool_calls[0].function.arguments',
    'missing_required_parameter',
  ],
  [
    'a call with an object as arguments',
    says(asked, { ...calling, tool_calls: [{ ...call, function: { name: 'f', arguments: {} } }] }),
    'messages[1].tool_calls[0].function.arguments',
    'invalid_type',
  ],
  ['tools as an object', { tools: {} }, 'tools', 'invalid_type'],
  ['tools null', { tools: null }, 'tools', 'invalid_type'],
  ['an unknown kind of tool', { tools: [{ type: 'hammer' }] }, 'tools[0].type', 'invalid_value'],
  ['a tool without function', { tools: [{ type: 'function' }] }, 'tools[0].function', 'missing_required_parameter'],
  ['a tool without name', tool({}), 'tools[0].function.name', 'missing_required_parameter'],
  ['a tool with a space in its name', tool({ name: 'get weather' }), 'tools[0].function.name', 'invalid_value'],
  ['a tool with a long name', tool({ name: 'x'.repeat(65) }), 'tools[0].function.name', 'invalid_value'],
  ['parameters as a string', tool({ name: 'f', parameters: 'x' }), 'tools[0].function.parameters', 'invalid_type'],
  ['strict as a string', tool({ name: 'f', strict: 'yes' }), 'tools[0].function.strict', 'invalid_type'],
  ['tool_choice without tools', { tool_choice: 'required' }, 'tool_choice', null],
  ['an unknown tool_choice', { tools: [weather], tool_choice: 'always' }, 'tool_choice', 'invalid_value'],
  [
    'tool_choice with an unknown function',
    { tools: [weather], tool_choice: { type: 'function', function: { name: 'other' } } },
    'tool_choice.function',
    'invalid_value',
  ],
  [
    'allowed_tools with an unknown function',
    { tools: [weather], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [time] } } },
    'tool_choice.allowed_tools.tools[0].function',
    'invalid_value',
  ],
  ['functions empty', { functions: [] }, 'functions', 'empty_array'],
  [
    'function_call with an unknown function',
    { functions: [{ name: 'f' }], function_call: { name: 'g' } },
    'function_call',
    'invalid_value',
  ],
  ['function_call without functions', { function_call: 'auto' }, 'function_call', null],
  ['temperature too low', { temperature: -0.1 }, 'temperature', 'decimal_below_min_value'],
  ['temperature too high', { temperature: 2.1 }, 'temperature', 'decimal_above_max_value'],
  ['temperature as a string', { temperature: 'hot' }, 'temperature', 'invalid_type'],
  ['top_p too high', { top_p: 1.1 }, 'top_p', 'decimal_above_max_value'],
  ['top_p too low', { top_p: -0.1 }, 'top_p', 'decimal_below_min_value'],
  ['presence_penalty too high', { presence_penalty: 2.1 }, 'presence_penalty', 'decimal_above_max_value'],
  ['frequency_penalty too low', { frequency_penalty: -2.1 }, 'frequency_penalty', 'decimal_below_min_value'],
  ['n zero', { n: 0 }, 'n', 'integer_below_min_value'],
  ['n too high', { n: 129 }, 'n', 'integer_above_max_value'],
  ['n as a string', { n: 'two' }, 'n', 'invalid_type'],
  ['n as a fraction', { n: 1.5 }, 'n', 'invalid_type'],
  ['max_tokens zero', { max_tokens: 0 }, 'max_tokens', 'integer_below_min_value'],
  ['max_tokens negative', { max_tokens: -1 }, 'max_tokens', 'integer_below_min_value'],
  ['max_tokens as a string', { max_tokens: 'ten' }, 'max_tokens', 'invalid_type'],
  ['max_completion_tokens as a fraction', { max_completion_tokens: 1.5 }, 'max_completion_tokens', 'invalid_type'],
  ['stream as a string', { stream: 'yes' }, 'stream', 'invalid_type'],
  ['stream_options without stream', { stream_options: { include_usage: true } }, 'stream_options', null],
  [
    'include_usage as a string',
    { stream: true, stream_options: { include_usage: 'yes' } },
    'stream_options.include_usage',
    'invalid_type',
  ],
  ['stop as a number', { stop: 5 }, 'stop', 'invalid_type'],
  ['five stop strings', { stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'array_above_max_length'],
  ['no stop strings', { stop: [] }, 'stop', 'empty_array'],
  ['a stop string that is a number', { stop: [1] }, 'stop[0]', 'invalid_type'],
  ['seed as a string', { seed: 'x' }, 'seed', 'invalid_type'],
  ['logprobs as a string', { logprobs: 'a' }, 'logprobs', 'invalid_type'],
  ['top_logprobs without logprobs', { top_logprobs: 2 }, 'top_logprobs', null],
  ['top_logprobs too high', { logprobs: true, top_logprobs: 21 }, 'top_logprobs', 'integer_above_max_value'],
  ['logit_bias as an array', { logit_bias: [] }, 'logit_bias', 'invalid_type'],
  ['a bias too high', { logit_bias: { 5: 101 } }, 'logit_bias.5', 'integer_above_max_value'],
  ['a bias with a word as key', { logit_bias: { hello: 1 } }, 'logit_bias', 'invalid_value'],
  ['user as a number', { user: 5 }, 'user', 'invalid_type'],
  ['metadata with a number', { metadata: { a: 1 } }, 'metadata.a', 'invalid_type'],
  [
    'too much metadata',
    { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v'])) },
    'metadata',
    'array_above_max_length',
  ],
  ['metadata with a long value', { metadata: { a: 'x'.repeat(513) } }, 'metadata.a', 'string_above_max_length'],
  ['response_format as a string', format('json'), 'response_format', 'invalid_type'],
  ['response_format without type', format({}), 'response_format.type', 'missing_required_parameter'],
  ['an unknown response_format', format({ type: 'xml' }), 'response_format.type', 'invalid_value'],
  [
    'json_schema without the field json_schema',
    format({ type: 'json_schema' }),
    'response_format.json_schema',
    'missing_required_parameter',
  ],
  [
    'json_schema without name',
    format({ type: 'json_schema', json_schema: { schema: {} } }),
    'response_format.json_schema.name',
    'missing_required_parameter',
  ],
  [
    'json_schema with an invalid name',
    format({ type: 'json_schema', json_schema: { name: 'a b', schema: {} } }),
    'response_format.json_schema.name',
    'invalid_value',
  ],
  [
    'a schema that is a string',
    format({ type: 'json_schema', json_schema: { name: 'a', schema: 'x' } }),
    'response_format.json_schema.schema',
    'invalid_type',
  ],
  ['an unknown service tier', { service_tier: 'gold' }, 'service_tier', 'invalid_value'],
  ['an unknown modality', { modalities: ['smell'] }, 'modalities[0]', 'invalid_value'],
  ['audio without the audio modality', { audio: { voice: 'alloy', format: 'wav' } }, 'audio', 'invalid_value'],
  ['the audio modality without audio', { modalities: ['text', 'audio'] }, 'audio', 'missing_required_parameter'],
  [
    'audio output in an unsupported format',
    { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'flac' } },
    'audio.format',
    'unsupported_value',
  ],
  ['an unknown reasoning_effort', { reasoning_effort: 'extreme' }, 'reasoning_effort', 'invalid_value'],
  ['an unknown verbosity', { verbosity: 'loud' }, 'verbosity', 'invalid_value'],
  ['an unknown parameter', { x_conformance_probe: true }, 'x_conformance_probe', 'unknown_parameter'],
]

test.each(refused)('refuses %s', async (_title, change, param, code) => {
  for (const stream of 'stream' in change || 'stream_options' in change ? [undefined] : [undefined, true]) {
    const { status, headers, json } = await server.post({ ...hello, ...(stream ? { stream } : {}), ...change })
    expect(json).toEqual({ error: { message: expect.any(String), type: 'invalid_request_error', param, code } })
    expect(status).toBe(400)
    expect(headers.get('content-type')).toBe('application/json')
  }
})

test('refuses an unknown model with 404', async () => {
  const { status, json } = await server.post({ ...hello, model: 'no-such-model' })
  expect(status).toBe(404)
  expect(json.error).toMatchObject({ type: 'invalid_request_error', param: 'model', code: 'model_not_found' })
})

test('refuses a prompt that is longer than the context length', async () => {
  const { status, json } = await server.post({ ...hello, ...user('a '.repeat(1_100_000)) })
  expect(status).toBe(400)
  expect(json.error.code).toBe('context_length_exceeded')
})
