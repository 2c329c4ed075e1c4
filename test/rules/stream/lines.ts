import type { Tables } from '../../support/rule.ts'
import { aChunk, aUsageChunk, chunksSaying, frame, stream } from '../../support/seen.ts'
import { DONE, HI, ROLE, STOP, text, WHOLE } from '../../support/streams.ts'

const ERROR = { error: { message: 'Boom', type: 'server_error', param: null, code: null } }

export default {
  'stream/utf8': {
    pass: {
      'characters of several bytes': stream(chunksSaying('日本', '🙂')),
      'a character in two pieces': stream([...Buffer.from(text(...WHOLE) + DONE)].map((byte) => Buffer.from([byte]))),
      'a stream that is cut inside a character': stream(Buffer.from('data: {"a":"é').subarray(0, -1), { ended: 'cut' }),
    },
    fail: {
      'Latin-1': [stream(Buffer.from(text(aChunk({ content: 'café' })), 'latin1')), '/body'],
      'half a character at the end of an event': [
        stream(Buffer.concat([Buffer.from('data: {"a":"'), Buffer.from([0xf0, 0x9f]), Buffer.from(`"}\n\n${DONE}`)])),
        '/body',
      ],
    },
  },

  'stream/line-syntax': {
    pass: {
      'a line that was cut off while it came': stream('data: {}\n\nd', { ended: 'dropped' }),
      'an ordinary stream': stream(),
      'CRLF line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r\n')),
      'CR line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r')),
      comments: stream(`: wait\n\n${text(...WHOLE)}:\n:x\n${DONE}`),
      'no space after the colon': stream((text(...WHOLE) + DONE).replaceAll('data: ', 'data:')),
      'a field without a colon': stream(`data\n\n${DONE}`),
      'all four fields': stream(`event: x\nid: 1\nretry: 10\n${DONE}`),
      'a byte order mark': stream(`\ufeff${text(...WHOLE)}${DONE}`),
      'a field of an unknown name': stream(text(...WHOLE).replaceAll('data:', 'x-trace: 1f\ndata:') + DONE),
    },
    fail: {
      'an object in a field of an unknown name': [stream(`chunk: ${JSON.stringify(HI)}\n\n${DONE}`), '/lines/0'],
      'a terminator in a field of an unknown name': [stream(`${text(...WHOLE)}end: [DONE]\n\n`), '/lines/6'],
      'an error of words in a field of its own': [stream(`error: overloaded\n\n${DONE}`), '/lines/0'],
      'bare JSON lines': [stream(`${JSON.stringify(ROLE)}\n${JSON.stringify(STOP)}\n`), '/lines/0', '/lines/1'],
      'objects run together': [stream(`${JSON.stringify(ROLE)}${JSON.stringify(STOP)}`), '/lines/0'],
      'an error in a field of its own': [stream(`error: {"code":400,"message":"No."}\n\n${DONE}`), '/lines/0'],
      'a field in capitals': [stream(`Data: ${JSON.stringify(HI)}\n\n${DONE}`), '/lines/0'],
      'a space before the field': [stream(`${text(...WHOLE)} ${DONE}`), '/lines/6'],
      'a bare terminator': [stream(`${text(...WHOLE)}[DONE]\n\n`), '/lines/6'],
      'a page of text': [stream('a\nb\nc\nd\ne\n'), '/lines/0', '/lines/1', '/lines/2'],
    },
  },

  'stream/events-blank-line-terminated': {
    pass: {
      'an ordinary stream': stream(),
      'CRLF line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r\n')),
      'CR line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r')),
      'a comment without an empty line at the end': stream(`${text(...WHOLE)}${DONE}: bye\n`),
      'a stream that is cut': stream('data: {"a"', { ended: 'cut' }),
    },
    fail: {
      '[DONE] without an empty line': [stream(`${text(...WHOLE)}data: [DONE]`), '/lines/6'],
      '[DONE] with one line end': [stream(`${text(...WHOLE)}data: [DONE]\n`), '/lines/6'],
      'the last chunk without an empty line': [stream(text(ROLE, HI) + frame(STOP).trimEnd()), '/lines/4'],
      'no empty line at all': [stream((text(...WHOLE) + DONE).replaceAll('\n\n', '\n')), '/lines/0'],
    },
  },

  'stream/data-json': {
    pass: {
      'an ordinary stream': stream(),
      'an object on several data lines': stream(`data: {\ndata: "a": 1\ndata: }\n\n${DONE}`),
      'an error object': stream([ROLE, ERROR]),
      'a misspelt terminator, named elsewhere': stream(`${text(...WHOLE)}data: DONE\n\n`),
      'a comment': stream(`: keep-alive\n\n${DONE}`),
    },
    fail: {
      'a comment as data': [stream(`data: : OPENROUTER PROCESSING\n\n${text(...WHOLE)}${DONE}`), '/events/0/data'],
      'an array': [stream(`data: [${JSON.stringify(HI)}]\n\n${DONE}`), '/events/0/data'],
      null: [stream(`data: null\n\n${DONE}`), '/events/0/data'],
      'empty data': [stream(`data:\n\n${DONE}`), '/events/0/data'],
      'NaN in a chunk': [stream(`data: {"logprob": NaN}\n\n${DONE}`), '/events/0/data'],
      'single quotes': [stream(`data: {'id': 'x'}\n\n${DONE}`), '/events/0/data'],
      'two objects in an event': [
        stream(`data: ${JSON.stringify(ROLE)}\ndata: ${JSON.stringify(STOP)}\n\n${DONE}`),
        '/events/0/data',
      ],
      'one object over two events': [stream('data: {"a":\n\ndata: 1}\n\n'), '/events/0/data', '/events/1/data'],
      'a prefix within the data': [stream(`data: data: ${JSON.stringify(HI)}\n\n${DONE}`), '/events/0/data'],
    },
  },

  'stream/no-dataless-events': {
    pass: {
      comments: stream(`: ping\n\n${DONE}`),
      'a name beside data': stream(`event: message\n${DONE}`),
      'stray lines, named elsewhere': stream(`{"a":1}\n\n${DONE}`),
    },
    fail: {
      'a name alone': [stream(`event: ping\n\n${DONE}`), '/lines/0'],
      'retry alone': [stream(`retry: 1000\n\n${DONE}`), '/lines/0'],
      'an id alone, after a comment': [stream(`: x\nid: 1\n\n${DONE}`), '/lines/1'],
    },
  },

  'stream/no-id-retry-fields': {
    pass: {
      'data only': stream(),
      'retry alone, named elsewhere': stream(`retry: 1000\n\n${DONE}`),
    },
    fail: {
      'an id on an event': [stream(`id: 1\n${text(...WHOLE)}${DONE}`), '/lines/0'],
      'retry on an event': [stream(`${text(...WHOLE)}retry: 5\n${DONE}`), '/lines/6'],
      'an id on every event': [
        stream([...WHOLE, HI].map((chunk, i) => `id: ${i}\n${frame(chunk)}`).join('')),
        '/lines/0',
        '/lines/3',
        '/lines/6',
      ],
    },
  },

  'stream/data-only': {
    pass: {
      'events without a name': stream(),
      'an error named error': stream(`${text(ROLE)}event: error\n${frame(ERROR)}`),
      'an empty name': stream(`event:\n${DONE}`),
    },
    fail: {
      'chunks named message': [
        stream(`event: message\n${frame(ROLE)}event: message\n${frame(STOP)}${DONE}`),
        '/events/0/event',
        '/events/1/event',
      ],
      'a terminator named done': [stream(`${text(...WHOLE)}event: done\n${DONE}`), '/events/3/event'],
      'an error under another name': [stream(`${text(ROLE)}event: exception\n${frame(ERROR)}`), '/events/1/event'],
    },
  },

  'stream/no-bom': {
    pass: {
      'no mark': stream(),
      'U+FEFF in a text': stream(chunksSaying('\ufeff')),
    },
    fail: {
      'a mark before the first event': [stream(`\ufeff${text(...WHOLE)}${DONE}`), '/body'],
      'a mark before a comment': [stream(`\ufeff: x\n\n${DONE}`), '/body'],
    },
  },

  'stream/plain-framing': {
    pass: {
      'the bytes of the reference': stream(),
      'a carriage return in a text': stream(chunksSaying('a\r\nb')),
      comments: stream(`: x\n\n${text(...WHOLE)}${DONE}`),
    },
    fail: {
      'no space': [stream((text(...WHOLE) + DONE).replaceAll('data: ', 'data:')), '/lines/0'],
      CRLF: [stream((text(...WHOLE) + DONE).replaceAll('\n', '\r\n')), '/body'],
      'several data lines': [stream(`data: {\ndata: "a": 1}\n\n${DONE}`), '/lines/0'],
    },
  },

  'stream/done-present': {
    pass: {
      'an ordinary stream': stream(),
      'a space after it, named elsewhere': stream(`${text(...WHOLE)}data: [DONE] \n\n`),
      'a comment after it': stream(`${text(...WHOLE)}${DONE}: bye\n\n`),
      'a stream that is cut': stream(WHOLE, { done: false, ended: 'cut' }),
      'a stream that stalls': stream(WHOLE, { done: false, ended: 'stalled' }),
      'a stream that ends in an error': stream([ROLE, ERROR], { done: false }),
      'no empty line after it, named elsewhere': stream(`${text(...WHOLE)}data: [DONE]`),
      'a bare one, named elsewhere': stream(`${text(...WHOLE)}[DONE]\n\n`),
      'lines without any event, named elsewhere': stream(`${JSON.stringify(HI)}\n`),
      'no empty lines, named elsewhere': stream(`${text(...WHOLE)}${DONE}`.replaceAll('\n\n', '\n')),
      'one event of all, named elsewhere': stream(`${`${text(...WHOLE)}${DONE}`.replaceAll('\n\n', '\n')}\n`),
    },
    fail: {
      'an end without it': [stream(WHOLE, { done: false }), '/events/3'],
      'an end in the middle': [stream([ROLE, HI], { done: false }), '/events/2'],
      'an empty stream': [stream(''), '/events/0'],
      'nothing but comments': [stream(': a\n\n: b\n\n'), '/events/0'],
      'another word': [stream(`${text(...WHOLE)}data: DONE\n\n`), '/events/3/data'],
      'in quotes': [stream(`${text(...WHOLE)}data: "[DONE]"\n\n`), '/events/3/data'],
      'in small letters': [stream(`${text(...WHOLE)}data: [done]\n\n`), '/events/3/data'],
      'only in a text': [stream([...WHOLE, aChunk({ content: '[DONE]' })], { done: false }), '/events/4'],
    },
  },

  'stream/done-exact': {
    pass: {
      'exactly so': stream(),
      'no space before it': stream(`${text(...WHOLE)}data:[DONE]\n\n`),
      'a CRLF after it': stream(`${text(...WHOLE)}data: [DONE]\r\n\r\n`),
      'in quotes, named elsewhere': stream(`${text(...WHOLE)}data: "[DONE]"\n\n`),
    },
    fail: {
      'a space after it': [stream(`${text(...WHOLE)}data: [DONE] \n\n`), '/events/3/data'],
      'words after it': [stream(`${text(...WHOLE)}data: [DONE] bye\n\n`), '/events/3/data'],
    },
  },

  'stream/done-once-and-last': {
    pass: {
      'once and last': stream(),
      'comments after it': stream(`${text(...WHOLE)}${DONE}: bye\n\n`),
      'no terminator, named elsewhere': stream(WHOLE, { done: false }),
    },
    fail: {
      twice: [stream([...WHOLE, '[DONE]']), '/events/4/data'],
      'a usage after it': [stream([...WHOLE, '[DONE]', aUsageChunk()], { done: false }), '/events/4/data'],
      'one for each choice': [
        stream([...WHOLE, '[DONE]', aChunk({ role: 'assistant', content: 'Hi' }, { index: 1 })], { ask: { n: 2 } }),
        '/events/4/data',
        '/events/5/data',
      ],
      'words after it': [stream(`${text(...WHOLE)}${DONE}data: bye\n\n`), '/events/4/data'],
    },
  },

  'stream/closes-after-done': {
    pass: {
      'at once': stream(),
      'after three seconds': stream(WHOLE, { totalMs: 3000 }),
      'a long wait before it': stream(WHOLE, { times: [9000], totalMs: 9001 }),
      'no terminator': stream(WHOLE, { done: false, ended: 'stalled' }),
      'a cut after it, named elsewhere': stream(WHOLE, { ended: 'cut', totalMs: 9000 }),
    },
    fail: {
      'after ten seconds': [stream(WHOLE, { totalMs: 10_000 }), '/body'],
      'comments without end': [stream(WHOLE, { ended: 'too-big', totalMs: 900 }), '/body'],
      never: [stream(WHOLE, { ended: 'stalled', totalMs: 60_000 }), '/body'],
    },
  },

  'stream/error-before-first-byte': {
    pass: {
      'an ordinary stream': stream(),
      'an error in mid-stream': stream([ROLE, HI, ERROR]),
      'an error after the role of a valid request': stream([ROLE, ERROR]),
      'an error in mid-stream of a bad request': stream([ROLE, HI, ERROR], { owed: 'refusal' }),
    },
    fail: {
      'an error as the only event': [stream([ERROR], { done: false }), '/events/0/data'],
      'an error and a terminator': [stream([ERROR], { owed: 'refusal' }), '/events/0/data'],
      'the refusal of a bad request, after the role': [stream([ROLE, ERROR], { owed: 'refusal' }), '/events/1/data'],
    },
  },

  'stream/mid-stream-error-shape': {
    pass: {
      'no error': stream(),
      'an error object': stream([ROLE, ERROR], { done: false }),
      'an error object and a terminator': stream([ROLE, ERROR]),
      'a named error': stream(`${text(ROLE)}event: error\n${frame(ERROR)}`),
      'error null on ordinary chunks': stream(WHOLE.map((chunk) => ({ ...chunk, error: null }))),
      'a chunk with a message of its own': stream([{ ...ROLE, message: 'x', code: 1 }, STOP]),
    },
    fail: {
      'a text': [stream([ROLE, { error: 'Boom' }]), '/events/1/data'],
      'no message': [stream([ROLE, { error: { code: 500 } }]), '/events/1/data'],
      'a flat object under the name error': [
        stream(`${text(ROLE)}event: error\n${frame({ message: 'Boom' })}`),
        '/events/1/data',
      ],
      'no JSON under the name error': [stream(`${text(ROLE)}event: error\ndata: Boom\n\n`), '/events/1/data'],
      'a flat object': [stream([ROLE, { text: 'Boom', error_code: 50001 }]), '/events/1/data'],
      'a flat object of kind error': [
        stream([ROLE, { object: 'error', message: 'Boom', code: 500 }]),
        '/events/1/data',
      ],
      'a chunk after it': [stream([ROLE, ERROR, STOP]), '/chunks/1'],
    },
  },
} satisfies Tables
