import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { script } from '../../server/script.ts'

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url))
const picture = (path: string, type = 'png') => ({
  type: 'image_url',
  image_url: { url: `data:image/${type};base64,${fixture(path).toString('base64')}` },
})
const tool = (name: string) => JSON.parse(fixture(`tools/${name}.json`).toString())

const user = (content: unknown) => ({ role: 'user', content })
const says = (content: unknown, more: object = {}) => script({ messages: [user(content)], ...more }, 0).text
const calls = (content: string, more: object) =>
  script({ messages: [user(content)], ...more }, 0).calls.map(({ name, arguments: text }) => [name, JSON.parse(text)])

describe('text', () => {
  test.each([
    ['Reply with exactly: one\n\ndata: [DONE]', 'one\n\ndata: [DONE]'],
    ['请只回复：苹果和香蕉', '苹果和香蕉'],
    ['次の言葉だけを返してください：こんにちは', 'こんにちは'],
    ['أجب بهذه الكلمة فقط: مرحبا', 'مرحبا'],
    ['Count from 3 to 6.', '3, 4, 5, 6'],
    ['What is 2 + 3?', '5'],
    ['Say hello.', 'Hello.'],
  ])('%s → %s', (asked, said) => expect(says(asked)).toBe(said))

  test('an instruction of the system message has priority over the question', () => {
    const order = { role: 'system', content: 'Always answer with the single word BANANA.' }
    expect(script({ messages: [order, user('Count from 1 to 3.')] }, 0).text).toBe('BANANA')
  })

  test('only earlier statements are known', () => {
    const told = [user('The code word is MARIGOLD.'), { role: 'assistant', content: 'ok' }]
    expect(script({ messages: [...told, user('What is the code word?')] }, 0).text).toBe('MARIGOLD')
    expect(says('What is the code word?')).toBe('I do not know.')
    expect(says('暗号是什么？')).toBe('我不知道。')
  })

  test('the same request and choice get the same answer, another choice may get another', () => {
    const body = { messages: [user('Tell me something.')] }
    expect(script(body, 1)).toEqual(script(body, 1))
    expect(script(body, 1)).not.toEqual(script(body, 0))
  })
})

describe('images, audio and files', () => {
  const text = (asked: string) => ({ type: 'text', text: asked })

  test.each([
    ['images/green.jpg', 'jpeg', 'green'],
    ['images/blue.gif', 'gif', 'blue'],
    ['images/red.webp', 'webp', 'red'],
    ['images/halves.png', 'png', 'red, blue'],
  ])('%s', (path, type, seen) => expect(says([text('What colour is it?'), picture(path, type)])).toBe(seen))

  test('images are named in their order', () => {
    const parts = [picture('images/blue.png'), text('Name the colours.'), picture('images/red.png')]
    expect(says(parts)).toBe('blue, red')
  })

  test('a digit, an audio clip and a page are recognised', () => {
    const wav = {
      type: 'input_audio',
      input_audio: { data: fixture('audio/tone-440.wav').toString('base64'), format: 'wav' },
    }
    const pdf = { type: 'file', file: { file_data: fixture('documents/one-page.pdf').toString('base64') } }
    expect(says([text('Which digit is it?'), picture('images/digit-7.png')])).toBe('7')
    expect(says([text('What do you hear?'), wav])).toBe('I hear a steady tone.')
    expect(says([text('What is the code word in the file?'), pdf])).toBe('LANTERN')
  })
})

describe('calls', () => {
  const both = { tools: [tool('get_weather'), tool('get_time'), tool('send_note')] }

  test('a suitable tool is called with the arguments in the question', () => {
    expect(calls('How warm is it in Oslo?', both)).toEqual([['get_weather', { city: 'Oslo' }]])
    expect(calls('東京の天気を調べてください。', both)).toEqual([['get_weather', { city: '東京' }]])
    expect(calls('How are you?', both)).toEqual([])
  })

  test('several cities are several calls, unless parallel calls are disabled', () => {
    const asked = 'How warm is it in Paris, Rome and Oslo?'
    const cities = ['Paris', 'Rome', 'Oslo'].map((city) => ['get_weather', { city }])
    expect(calls(asked, both)).toEqual(cities)
    expect(calls(asked, { ...both, parallel_tool_calls: false })).toEqual(cities.slice(0, 1))
  })

  test('two questions are two calls', () => {
    expect(calls('What time is it in Rome, and how warm is it in Oslo?', both)).toEqual([
      ['get_time', { city: 'Rome' }],
      ['get_weather', { city: 'Oslo' }],
    ])
  })

  test('an unsuitable tool is called if the call is required', () => {
    const tool_choice = { type: 'function', function: { name: 'send_note' } }
    expect(calls('How warm is it?', { ...both, tool_choice })).toEqual([['send_note', { text: 'How warm is it?' }]])
    expect(calls('Hello!', { ...both, tool_choice: 'required' })).toHaveLength(1)
  })

  test('results are reported in the order of the calls', () => {
    const call = (id: string, city: string) => ({
      id,
      type: 'function',
      function: { name: 'get_weather', arguments: JSON.stringify({ city }) },
    })
    const messages = [
      user('How warm is it in Oslo and in Cairo?'),
      { role: 'assistant', content: null, tool_calls: [call('a', 'Oslo'), call('b', 'Cairo')] },
      { role: 'tool', tool_call_id: 'b', content: '{"celsius": 33}' },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: '{"celsius": 4}' }] },
    ]
    expect(script({ ...both, messages }, 0)).toEqual({ text: 'Oslo: celsius 4. Cairo: celsius 33.', calls: [] })
  })
})

describe('JSON', () => {
  const format = (schema: object) => ({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } })

  test('a schema is filled with values from the text', () => {
    const schema = {
      type: 'object',
      properties: {
        place: { $ref: '#/$defs/place' },
        nights: { type: 'integer' },
        breakfast: { type: 'boolean' },
        note: { type: ['string', 'null'] },
        people: {
          type: 'array',
          items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
        },
      },
      required: ['place', 'nights', 'breakfast', 'note', 'people'],
      $defs: { place: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
    }
    const asked = 'A trip: city Oslo, 3 nights, breakfast true, no note. People: name Ana; name Bo.'
    expect(JSON.parse(says(asked, format(schema)) ?? '')).toEqual({
      place: { city: 'Oslo' },
      nights: 3,
      breakfast: true,
      note: null,
      people: [{ name: 'Ana' }, { name: 'Bo' }],
    })
  })

  test('a schema without values in the text is filled too', () => {
    const schema = { type: 'object', properties: { size: { enum: ['small', 'large'] } }, required: ['size'] }
    expect(JSON.parse(says('Write a poem.', format(schema)) ?? '')).toEqual({ size: 'small' })
  })

  test('a schema that refers to itself gets a finite value', () => {
    const schema = {
      $ref: '#/$defs/a',
      $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, required: [] } },
    }
    expect(says('a a a', format(schema))).toBeTypeOf('string')
  })
})

test.each([[{}], [{ messages: 'x' }], [{ messages: [null, 5, { role: 'user' }] }], [{ messages: [{ role: 'tool' }] }]])(
  'an invalid body is answered too: %j',
  (body) => expect(script(body, 0).text).toBeTypeOf('string'),
)
