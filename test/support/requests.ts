/** Parts of chat requests, valid and invalid: each is merged over a valid request. */

export const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
export const gif = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
export const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1'), Buffer.alloc(28)]).toString('base64')

export const user = (content: unknown) => ({ messages: [{ role: 'user', content }] })
export const image = (url: unknown, more: object = {}) => user([{ type: 'image_url', image_url: { url, ...more } }])
export const audio = (input_audio: object) => user([{ type: 'input_audio', input_audio }])
export const call = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }
export const asked = { role: 'user', content: 'Hello' }
export const calling = { role: 'assistant', content: null, tool_calls: [call] }
export const result = { role: 'tool', tool_call_id: 'call_1', content: 'sunny' }
export const says = (...messages: unknown[]) => ({ messages })
export const format = (response_format: unknown) => ({ response_format })
export const tool = (fn: unknown) => ({ tools: [{ type: 'function', function: fn }] })
