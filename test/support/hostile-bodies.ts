/** Replies with valid framing and an invalid body. */
import { type Hostile, jsonReply, nested, randomFrom, streamReply, WHOLE } from './hostile.ts'
import { aCall, aChoice, aChunk, aCompletion, aUsageChunk, chunksSaying, frame } from './seen.ts'

const DEEP = nested(100_000)
const DEEP_OBJECT = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
const DONE = frame('[DONE]')

/** JSON of a completion in which the string "@@" is replaced by this text. */
function completionWith(patch: object, text: string): string {
  return JSON.stringify(aCompletion(patch as never)).replaceAll('"@@"', () => text)
}

function chunkWith(delta: unknown, text: string, choice: object = {}, chunk: object = {}): string {
  return JSON.stringify(aChunk(delta, choice as never, chunk as never)).replaceAll('"@@"', () => text)
}

const message = (patch: object): Record<string, unknown> => ({ choices: [aChoice({ message: patch })] })

/** JSON that is not valid text, and text that is barely JSON. */
export function texts(): Hostile[] {
  const bodies: [string, string | Buffer][] = [
    ['nothing', ''],
    ['white space', ' \r\n\t'.repeat(1000)],
    ['null', 'null'],
    ['a number', '1e999'],
    ['a string', '"hello"'],
    ['an empty array', '[]'],
    ['an empty object', '{}'],
    ['deep arrays', DEEP],
    ['deep objects', DEEP_OBJECT],
    ['deep arrays, cut', DEEP.slice(0, 120_000)],
    ['a NUL', `${WHOLE.slice(0, 50)}\0${WHOLE.slice(50)}`],
    ['only NULs', Buffer.alloc(100_000)],
    ['two objects', `${WHOLE}${WHOLE}`],
    ['garbage behind it', `${WHOLE}garbage`],
    ['a comma behind it', `${WHOLE},`],
    ['single quotes', WHOLE.replaceAll('"', "'")],
    ['NaN', WHOLE.replace('"created":', '"x":NaN,"created":')],
    ['Python', WHOLE.replaceAll('null', 'None')],
    ['UTF-16', Buffer.from(WHOLE, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${WHOLE}`, 'utf16le')],
    ['two byte order marks', `\ufeff\ufeff${WHOLE}`],
    ['Latin-1', Buffer.from(WHOLE.replace('🚀', 'ü'), 'latin1')],
    ['overlong UTF-8', Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
    [
      'surrogates in UTF-8',
      Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['half a character at the end', Buffer.from([...Buffer.from('{"id":"'), 0xf0, 0x9f])],
    ['a page', '<!doctype html><title>502</title>'],
    ['a page that speaks of data', '<!doctype html>\ndata: {"choices":[]}\n\n'],
    ['backslashes', `{"id":"${'\\'.repeat(99_999)}"}`],
    ['half an escape', '{"id":"\\ud83'],
  ]
  return bodies.flatMap(([name, body]) => [
    jsonReply(`the body is ${name}`, body),
    streamReply(`the stream is ${name}`, body),
    streamReply(
      `an event is ${name}`,
      Buffer.concat([Buffer.from('data: '), Buffer.from(body), Buffer.from(`\n\n${DONE}`)]),
    ),
  ])
}

/** Unexpected JSON values in a completion and in a chunk. */
export function values(): Hostile[] {
  const inMessage: [string, object, string, true?][] = [
    ['deep content', { content: '@@' }, DEEP],
    ['a deep member of its own', { x: '@@' }, DEEP, true],
    ['deep calls', { tool_calls: '@@' }, DEEP],
    ['deep arguments', { tool_calls: [aCall('f', '@@')] }, JSON.stringify(DEEP)],
    ['arguments that are deep', { tool_calls: [aCall('f', '@@')] }, DEEP_OBJECT],
    ['a lone surrogate', { content: '@@' }, '"a\\ud800b"'],
    ['escaped NULs', { content: '@@' }, `"${'\\u0000'.repeat(1000)}"`],
    ['a content of a megabyte', { content: 'a b<think>```'.repeat(80_000) }, '', true],
    ['a content of white space', { content: ' \n'.repeat(200_000) }, '', true],
    ['a role of a megabyte', { role: 'x'.repeat(1_000_000) }, ''],
    ['a member __proto__', { '@@': 1 }, '"__proto__"', true],
    ['an object as __proto__', { content: '@@' }, '"a","__proto__":{"tool_calls":[{"id":1}],"content":3}', true],
    [
      'members of every object',
      { content: '@@' },
      '"a","constructor":{},"toString":1,"hasOwnProperty":null,"then":1,"length":-1',
      true,
    ],
    ['a member that is there twice', { content: '@@' }, '"a","content":"b","role":"user","role":"assistant"'],
    [
      'five thousand calls',
      { tool_calls: '@@' },
      `[${JSON.stringify(aCall('f', '{}'))}${`,${JSON.stringify(aCall('g', '{'))}`.repeat(4999)}]`,
    ],
    [
      'a name that is an object',
      { tool_calls: [{ id: {}, type: [], function: { name: { toString: 1 }, arguments: { valueOf: 1 } } }] },
      '',
    ],
    ['an index of 2^53', { tool_calls: [{ ...aCall('f', '{}'), index: '@@' }] }, '9007199254740993'],
    ['an index of infinity', { tool_calls: [{ ...aCall('f', '{}'), index: '@@' }] }, '1e999'],
  ]
  const anywhere: [string, object, string, true?][] = [
    ['created is 1e999', { created: '@@' }, '1e999'],
    ['created is -0', { created: '@@' }, '-0'],
    ['created is 1e-400', { created: '@@' }, '1e-400'],
    ['created has a thousand digits', { created: '@@' }, '9'.repeat(1000)],
    ['an id of a megabyte', { id: 'x'.repeat(1_000_000) }, '', true],
    ['an empty id', { id: '' }, ''],
    ['two thousand empty choices', { choices: '@@' }, `[{}${',{}'.repeat(1999)}]`],
    ['a hundred thousand choices that are none', { choices: '@@' }, `[0${',0'.repeat(99_999)}]`],
    ['choices of choices', { choices: '@@' }, DEEP],
    ['a deep usage', { usage: { prompt_tokens: '@@', completion_tokens: '@@', total_tokens: '@@' } }, DEEP],
    [
      'a usage out of this world',
      { usage: { prompt_tokens: '@@', completion_tokens: -1, total_tokens: 0.5 } },
      '1e999',
    ],
    ['ten thousand members', Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x${i}`, i])), '', true],
    [
      'a metadata of numbers',
      { metadata: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x${i}`, i])) },
      '',
    ],
    ['an error beside it', { error: '@@' }, DEEP],
  ]
  return [
    ...inMessage.flatMap(([name, patch, text, lawful]) => [
      jsonReply(name, completionWith(message(patch), text), lawful),
      streamReply(
        `${name}, streamed`,
        `data: ${chunkWith({ role: 'assistant', ...patch }, text)}\n\n${frame(aChunk({}, { finish_reason: 'stop' }))}${DONE}`,
        lawful,
      ),
    ]),
    ...anywhere.flatMap(([name, patch, text, lawful]) => [
      jsonReply(name, completionWith(patch, text), lawful),
      streamReply(
        `${name}, streamed`,
        `data: ${chunkWith({ role: 'assistant', content: 'a' }, text, { finish_reason: 'stop' }, patch)}\n\n${DONE}`,
        lawful,
      ),
    ]),
    jsonReply(
      'five thousand right choices',
      JSON.stringify(aCompletion({ choices: Array.from({ length: 5000 }, (_, index) => aChoice({ index })) })),
    ),
    jsonReply('an error that is deep', `{"error":${DEEP}}`),
    jsonReply(
      'an error whose message is deep',
      `{"error":{"message":${DEEP},"type":${DEEP},"code":${DEEP},"param":${DEEP}}}`,
    ),
  ]
}

/** Streams with unexpected events. */
export function streams(): Hostile[] {
  const random = randomFrom(7)
  const right = chunksSaying('a', 'b').map(frame)
  const [first = '', second = '', third = '', last = ''] = right
  const many = (count: number, of: (i: number) => unknown): string =>
    Array.from({ length: count }, (_, i) => frame(of(i))).join('')
  const shuffled = [...right, frame(aUsageChunk()), DONE]
    .map((text) => ({ text, key: random() }))
    .sort((a, b) => a.key - b.key)
  const lawful: [string, string][] = [
    ['carriage returns only', [...right, DONE].join('').replaceAll('\n', '\r')],
    [
      'line ends of all kinds',
      [first.replaceAll('\n', '\r\n'), second.replaceAll('\n', '\r'), third, last, DONE].join(''),
    ],
    [
      'data over several lines',
      `${first}${second.replace('{', '{\ndata: ').replace(',', ',\ndata:')}${third}${last}${DONE}`,
    ],
    [
      'comments, ids, retries and unknown fields',
      [first, ': hi\n\n', 'id: 1\nretry: 10\nfoo: bar\nfoo\n', second, 'retry: x\nid: \0\n\n', third, last, DONE].join(
        '',
      ),
    ],
    ['five thousand pieces', first + many(5000, () => aChunk({ content: 'a' })) + last + DONE],
    ['a line of ten megabytes', first + frame(aChunk({ content: 'a'.repeat(10 * 1024 * 1024) })) + last + DONE],
    ['a comment of ten megabytes', `${first}:${'x'.repeat(10 * 1024 * 1024)}\n${second}${third}${last}${DONE}`],
    ['a hundred thousand empty lines', `${first}${'\n'.repeat(100_000)}${second}${third}${last}${DONE}`],
  ]
  const wrong: [string, string][] = [
    ['everything in another order', shuffled.map(({ text }) => text).join('')],
    ['the end first', DONE + right.join('')],
    ['twenty thousand ends', right.join('') + DONE.repeat(20_000)],
    ['twenty thousand empty events', `${right.join('')}${'data:\n\n'.repeat(20_000)}`],
    ['events without data', `${'event: x\n\n'.repeat(1000)}${DONE}`],
    ['a page in the middle', `${first}<html>\n\n${'data: <html>\n\n'}${last}${DONE}`],
    ['an error in the middle', `${first}${second}${frame({ error: { message: 'x'.repeat(100_000) } })}${last}${DONE}`],
    ['errors all over', `${frame({ error: 1 })}event: error\ndata: {}\n\nevent: error\ndata: no\n\n${DONE}`],
    ['an error that is deep', `data: {"error":${DEEP}}\n\n${DONE}`],
    [
      'three thousand ids',
      many(3000, (i) => aChunk({ role: 'assistant', content: 'a' }, {}, { id: `x${i}`, created: i, model: `m${i}` })) +
        DONE,
    ],
    ['three thousand choices', many(3000, (i) => aChunk({ content: 'a' }, { index: 3000 - i })) + DONE],
    ['indexes out of this world', many(3, (i) => aChunk({ content: 'a' }, { index: [-1, 2 ** 53, 1.5][i] })) + DONE],
    ['an end in every piece', many(5000, () => aChunk({ content: 'a' }, { finish_reason: 'stop' })) + DONE],
    [
      'a usage in every piece',
      many(5000, (i) =>
        aChunk({ content: 'a' }, {}, { usage: { prompt_tokens: i, completion_tokens: -i, total_tokens: 'x' } }),
      ) + DONE,
    ],
    [
      'five thousand fragments of one call',
      many(5000, (i) =>
        aChunk({ tool_calls: [{ index: 0, id: `c${i}`, type: 'x', function: { name: 'f', arguments: '{' } }] }),
      ) + DONE,
    ],
    [
      'three thousand calls',
      many(3000, (i) => aChunk({ tool_calls: [{ index: 2 ** 53 - i * 2, function: { arguments: '"' } }] })) + DONE,
    ],
    [
      'calls without an index',
      many(2000, (i) => aChunk({ tool_calls: [{ id: `c${i}`, function: { name: 'f', arguments: '' } }, {}] })) + DONE,
    ],
    [
      'two chunks in one event',
      `data: ${JSON.stringify(aChunk({ content: 'a' }))}${JSON.stringify(aChunk({ content: 'b' }))}\n\n${DONE}`,
    ],
    ['a character cut in two', `${first}${Buffer.from(second).toString('latin1').replace('a', '\u00f0')}${DONE}`],
    ['lines of JSON without a field', `${right.map((text) => text.slice(6)).join('')}[DONE]\n`],
    ['fields in upper case', [...right, DONE].join('').replaceAll('data:', 'DATA:')],
    ['half a megabyte of spaces before the end', `${right.join('')}data: ${' '.repeat(500_000)}[DONE]x\n\n`],
    ['a completion as an event', `data: ${WHOLE}\n\n${DONE}`],
    ['bare numbers', `${'data: 1\n\n'.repeat(10)}${DONE}`],
  ]
  return [
    ...lawful.map(([name, body]) => streamReply(name, body, true)),
    ...wrong.map(([name, body]) => streamReply(name, body)),
    jsonReply(
      'a body of ten megabytes',
      JSON.stringify(aCompletion(message({ content: 'a'.repeat(10 * 1024 * 1024) }))),
      true,
    ),
  ]
}
