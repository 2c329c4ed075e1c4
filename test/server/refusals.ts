/** What the servers reject that lack a feature. */
import { expect } from 'vitest'
import { type Client, forced, hello } from './client.ts'

const usage = { stream_options: { include_usage: true } }
const refused = async (client: Client, ask: object, param: string) => {
  const { status, json } = await client.post({ ...hello, ...ask })
  expect({ status, param: json.error.param }).toEqual({ status: 400, param })
  expect((await client.post(hello)).status).toBe(200)
}
const part = (content: unknown) => ({ messages: [{ role: 'user', content: [content] }] })

/** The test of each variant that rejects a request: what it must do. */
export const refusals: Record<string, (client: Client) => Promise<unknown>> = {
  'json-object-needs-the-word': async (client) => {
    await refused(client, { response_format: { type: 'json_object' } }, 'messages')
    const told = part({ type: 'text', text: 'Reply in JSON.' })
    expect((await client.post({ ...hello, ...told, response_format: { type: 'json_object' } })).status).toBe(200)
  },
  'strict-subset-only': async (client) => {
    const format = (schema: object) => ({
      response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema } },
    })
    await refused(client, format({ type: 'object', properties: { a: { type: 'string' } } }), 'response_format')
    const closed = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    }
    expect((await client.post({ ...hello, ...format(closed) })).status).toBe(200)
  },
  'refuses-logprobs': (client) => refused(client, { logprobs: true }, 'logprobs'),
  'refuses-n': (client) => refused(client, { n: 2 }, 'n'),
  'refuses-streams': (client) => refused(client, { stream: true }, 'stream'),
  'refuses-stream-usage': (client) => refused(client, { stream: true, ...usage }, 'stream_options'),
  'refuses-stop': (client) => refused(client, { stop: 'x' }, 'stop'),
  'refuses-max-tokens': (client) => refused(client, { max_tokens: 5 }, 'max_tokens'),
  'refuses-metadata-unstored': async (client) => {
    const metadata = { purpose: 'test' }
    await refused(client, { metadata }, 'metadata')
    expect((await client.post({ ...hello, store: true, metadata })).status).toBe(200)
  },
  'refuses-system-role': (client) =>
    refused(client, { messages: [{ role: 'system', content: 'You are brief.' }, ...hello.messages] }, 'messages'),
  'refuses-strict-tools': (client) =>
    refused(client, { tools: [{ type: 'function', function: { name: 'f', strict: true } }] }, 'tools'),
  'refuses-forced-calls': (client) => refused(client, { ...forced, tool_choice: 'required' }, 'tool_choice'),
  'refuses-images': (client) =>
    refused(
      client,
      part({
        type: 'image_url',
        image_url: { url: 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7' },
      }),
      'messages',
    ),
  'refuses-audio-and-files': (client) =>
    refused(client, part({ type: 'file', file: { file_data: 'AAAA' } }), 'messages'),
  'refuses-tools': (client) => refused(client, { tools: forced.tools }, 'tools'),
  'refuses-legacy-functions': (client) => refused(client, { functions: [{ name: 'f' }] }, 'functions'),
  'refuses-json-schema': (client) =>
    refused(client, { response_format: { type: 'json_schema', json_schema: { name: 'a' } } }, 'response_format'),
  'refuses-logit-bias': (client) => refused(client, { logit_bias: { 5: 1 } }, 'logit_bias'),
}
