/** Servers in a dialect, and requests to them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/foundation/paths.ts'
import { type Client, startHere, weather } from '../server/client.ts'

export const imageData = readFileSync(join(packageRoot, 'fixtures', 'images', 'red.png')).toString('base64')
export const audioData = readFileSync(join(packageRoot, 'fixtures', 'audio', 'tone-440.wav')).toString('base64')

export const say = (content: unknown, more: object = {}) => ({ messages: [{ role: 'user', content }], ...more })
export const tools = { tools: [weather] }
export const ask = say('What is the weather in Oslo in celsius?', { model: 'reference-1', ...tools })
export const png = { type: 'image_url', image_url: { url: `data:image/png;base64,${imageData}` } }
export const prompt = { inputs: 'What is AI?', parameters: { max_new_tokens: 3 } }

/** A server in a dialect, for the duration of the calling test. */
export const speaking = (dialect: string, more: object = {}): Promise<Client> => startHere({ dialect, ...more })

export const to = (server: Client, path: string, body: unknown) =>
  server.get(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** A path below the root of the server, not below its base URL. */
export const atRoot = (server: Client): Client => ({ ...server, get: (path, init) => server.get(`/../${path}`, init) })

export const statuses = async (server: Client, asks: Record<string, object>) =>
  Object.fromEntries(
    await Promise.all(Object.entries(asks).map(async ([name, ask]) => [name, (await server.post(ask)).status])),
  )

export const pictured = (image_url: unknown) =>
  say([
    { type: 'text', text: 'What colour is it?' },
    { type: 'image_url', image_url },
  ])
