import { describe, expect, test } from 'vitest'
import { atRoot, audioData, imageData, prompt, speaking, to } from '../../support/dialects.ts'
import { type Client, hello } from '../client.ts'

describe('lightllm-legacy', () => {
  const image = { type: 'base64', data: imageData }
  const generate = async (body: object, server?: Client) =>
    to(server ?? (await speaking('lightllm-legacy')), '/generate', body)

  test('is available at the root and below the base URL, and has no chat endpoint', async () => {
    const server = await speaking('lightllm-legacy')
    expect((await server.post(hello)).status).toBe(404)
    expect((await to(atRoot(server), 'generate', prompt)).json).toEqual((await generate(prompt, server)).json)
    expect((await to(atRoot(server), '', { ...prompt, stream: true })).text).toMatch(/^data:\{"token"/)
    expect((await to(atRoot(server), '', prompt)).json.generated_text).toHaveLength(1)
    expect((await to(await speaking('lightllm'), '/generate', prompt)).status).toBe(200)
  })

  test('sends JSON without a Content-Type', async () => {
    const { headers, json } = await generate(prompt)
    expect(headers.has('content-type')).toBe(false)
    expect(json).toMatchObject({ count_output_tokens: 3, finish_reason: 'length' })
    expect(json.logprobs).toHaveLength(3)
    expect((await generate({ inputs: 'x' })).headers.get('content-type')).toBe('application/json')
  })

  test('reads chat templates, images, audio and stop sequences', async () => {
    const chat = (text: string) =>
      `<|im_start|>system\nYou see.<|im_end|>\n<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`
    const parameters = {}
    const seen = await generate({
      inputs: chat('<img></img>\nWhat colour is it?'),
      parameters,
      multimodal_params: { images: [image] },
    })
    expect(seen.json).toMatchObject({
      generated_text: ['red'],
      finish_reason: 'stop',
      input_usage: { input_image_tokens: 256 },
    })
    const heard = await generate({
      inputs: chat('<audio></audio>What do you hear?'),
      parameters,
      multimodal_params: { audios: [{ type: 'base64', data: audioData }] },
    })
    expect(heard.json.generated_text[0]).toContain('a steady tone')
    const stopped = await generate({
      inputs: 'Reply with exactly: one two three',
      parameters: { stop_sequences: [' two'] },
    })
    expect(stopped.json).toMatchObject({ generated_text: ['one'], finish_reason: 'stop' })
    const { json } = await generate({ ...prompt, parameters: { return_details: true } })
    expect(json.tokens[0]).toEqual({
      id: expect.any(Number),
      text: expect.any(String),
      logprob: expect.any(Number),
      special: false,
    })
    expect((await generate({ inputs: [3, 1004, 1005], parameters })).json.prompt_tokens).toBe(3)
  })

  test('compares the number of tags with the number of images', async () => {
    const two = { images: [image, image] }
    const asked = (inputs: string) => generate({ inputs, parameters: {}, multimodal_params: two })
    expect((await asked('<img></img><img></img> What differs?')).status).toBe(200)
    const { status, json } = await asked('<img></img> What differs?')
    expect({ status, error: json.error }).toMatchObject({
      status: 400,
      error: { code: 400, message: expect.stringContaining('1 image tag') },
    })
  })

  test('answers unexpected errors with 417 and invalid values with 400', async () => {
    const server = await speaking('lightllm-legacy')
    const status = async (path: string, body: unknown) => (await to(server, path, body)).status
    expect(await status('/generate', { inputs: 'x' })).toBe(417)
    expect(await status('/generate', { parameters: {} })).toBe(417)
    expect(await status('/generate', '{"inputs":')).toBe(417)
    expect(await status('/generate', { inputs: 'x', parameters: { temperature: 'hot' } })).toBe(417)
    expect(await status('/generate', { inputs: 'x', parameters: { best_of: 9 } })).toBe(400)
    expect(await status('/generate', { inputs: 'x', parameters: { n: 2, best_of: 3 } })).toBe(400)
    expect(await status('/generate_stream', { inputs: 'x', parameters: { best_of: 2 } })).toBe(400)
    expect((await to(server, '/generate_stream', { inputs: 'Be too busy to answer.', parameters: {} })).status).toBe(
      429,
    )
  })

  test('ends its streams with the last token, or with an error', async () => {
    const server = await speaking('lightllm-legacy')
    const { text, headers } = await to(server, '/generate_stream', prompt)
    const events = text
      .trim()
      .split('\n\n')
      .map((event) => JSON.parse(event.replace('data:', '')))
    expect(events.map(({ finished, finish_reason }) => [finished, finish_reason])).toEqual([
      [false, null],
      [false, null],
      [true, 'length'],
    ])
    expect(events.map(({ token }) => token.count_output_tokens)).toEqual([1, 2, 3])
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
    const broken = await to(server, '/generate_stream', { inputs: 'Fail midway.', parameters: {} })
    expect(broken.text.trim().split('\n\n').at(-1)).toMatch(/^data: \{"error":\{"message":"[^"]+","type":"[^"]+"\}\}$/)
  })
})
