import type { Tables } from '../../support/rule.ts'
import { aChunk, aUsageChunk, chunksSaying, frame, stream } from '../../support/seen.ts'
import { DONE, HI, ROLE, STOP, text, WHOLE } from '../../support/streams.ts'

const ERROR = { error: { message: 'Boom', type: 'server_error', param: null, code: null } }

export default {
  'stream/utf8': {
    pass: {
      'multi-byte characters': stream(chunksSaying('日本', '🙂')),
      'a character split over two network chunks': stream(
        [...Buffer.from(text(...WHOLE) + DONE)].map((byte) => Buffer.from([byte])),
      ),
      'a connection cut inside a character': stream(Buffer.from('data: {"a":"é').subarray(0, -1), { ended: 'cut' }),
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
      'a line cut by the end of the connection': stream('data: {}\n\nd', { ended: 'dropped' }),
      'a valid stream': stream(),
      'CRLF line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r\n')),
      'CR line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r')),
      comments: stream(`: wait\n\n${text(...WHOLE)}:\n:x\n${DONE}`),
      'no space after the colon': stream((text(...WHOLE) + DONE).replaceAll('data: ', 'data:')),
      'a field without a colon': stream(`data\n\n${DONE}`),
      'all four fields': stream(`event: x\nid: 1\nretry: 10\n${DONE}`),
      'a byte order mark': stream(`\ufeff${text(...WHOLE)}${DONE}`),
      'a field with an unknown name': stream(text(...WHOLE).replaceAll('data:', 'x-trace: 1f\ndata:') + DONE),
    },
    fail: {
      'a JSON object in an unknown field': [stream(`chunk: ${JSON.stringify(HI)}\n\n${DONE}`), '/lines/0'],
      '[DONE] in an unknown field': [stream(`${text(...WHOLE)}end: [DONE]\n\n`), '/lines/6'],
      'an error message in an error field': [stream(`error: overloaded\n\n${DONE}`), '/lines/0'],
      'bare JSON lines': [stream(`${JSON.stringify(ROLE)}\n${JSON.stringify(STOP)}\n`), '/lines/0', '/lines/1'],
      'JSON objects on one line': [stream(`${JSON.stringify(ROLE)}${JSON.stringify(STOP)}`), '/lines/0'],
      'an error object in an error field': [stream(`error: {"code":400,"message":"No."}\n\n${DONE}`), '/lines/0'],
      'a field name in upper case': [stream(`Data: ${JSON.stringify(HI)}\n\n${DONE}`), '/lines/0'],
      'a space before the field name': [stream(`${text(...WHOLE)} ${DONE}`), '/lines/6'],
      'a bare [DONE]': [stream(`${text(...WHOLE)}[DONE]\n\n`), '/lines/6'],
      'several lines of text': [stream('a\nb\nc\nd\ne\n'), '/lines/0', '/lines/1', '/lines/2'],
    },
  },

  'stream/events-blank-line-terminated': {
    pass: {
      'a valid stream': stream(),
      'CRLF line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r\n')),
      'CR line ends': stream((text(...WHOLE) + DONE).replaceAll('\n', '\r')),
      'a comment without an empty line at the end': stream(`${text(...WHOLE)}${DONE}: bye\n`),
      'an incomplete stream': stream('data: {"a"', { ended: 'cut' }),
    },
    fail: {
      '[DONE] without an empty line': [stream(`${text(...WHOLE)}data: [DONE]`), '/lines/6'],
      '[DONE] with a single line end': [stream(`${text(...WHOLE)}data: [DONE]\n`), '/lines/6'],
      'the last chunk without an empty line': [stream(text(ROLE, HI) + frame(STOP).trimEnd()), '/lines/4'],
      'no empty lines': [stream((text(...WHOLE) + DONE).replaceAll('\n\n', '\n')), '/lines/0'],
    },
  },

  'stream/data-json': {
    pass: {
      'a valid stream': stream(),
      'an object split over several data lines': stream(`data: {\ndata: "a": 1\ndata: }\n\n${DONE}`),
      'an error object': stream([ROLE, ERROR]),
      'a misspelt [DONE] (another rule)': stream(`${text(...WHOLE)}data: DONE\n\n`),
      'a comment line': stream(`: keep-alive\n\n${DONE}`),
    },
    fail: {
      'a comment sent as data': [stream(`data: : OPENROUTER PROCESSING\n\n${text(...WHOLE)}${DONE}`), '/events/0/data'],
      'an array': [stream(`data: [${JSON.stringify(HI)}]\n\n${DONE}`), '/events/0/data'],
      null: [stream(`data: null\n\n${DONE}`), '/events/0/data'],
      'empty data': [stream(`data:\n\n${DONE}`), '/events/0/data'],
      'NaN in a chunk': [stream(`data: {"logprob": NaN}\n\n${DONE}`), '/events/0/data'],
      'single quotes': [stream(`data: {'id': 'x'}\n\n${DONE}`), '/events/0/data'],
      'two objects in one event': [
        stream(`data: ${JSON.stringify(ROLE)}\ndata: ${JSON.stringify(STOP)}\n\n${DONE}`),
        '/events/0/data',
      ],
      'one object split over two events': [stream('data: {"a":\n\ndata: 1}\n\n'), '/events/0/data', '/events/1/data'],
      'a data: prefix inside the data': [stream(`data: data: ${JSON.stringify(HI)}\n\n${DONE}`), '/events/0/data'],
    },
  },

  'stream/no-dataless-events': {
    pass: {
      comments: stream(`: ping\n\n${DONE}`),
      'event and data together': stream(`event: message\n${DONE}`),
      'invalid lines (another rule)': stream(`{"a":1}\n\n${DONE}`),
    },
    fail: {
      'event without data': [stream(`event: ping\n\n${DONE}`), '/lines/0'],
      'retry without data': [stream(`retry: 1000\n\n${DONE}`), '/lines/0'],
      'id without data after a comment': [stream(`: x\nid: 1\n\n${DONE}`), '/lines/1'],
    },
  },

  'stream/no-id-retry-fields': {
    pass: {
      'only data fields': stream(),
      'retry without data (another rule)': stream(`retry: 1000\n\n${DONE}`),
    },
    fail: {
      'an id field': [stream(`id: 1\n${text(...WHOLE)}${DONE}`), '/lines/0'],
      'a retry field': [stream(`${text(...WHOLE)}retry: 5\n${DONE}`), '/lines/6'],
      'an id field in every event': [
        stream([...WHOLE, HI].map((chunk, i) => `id: ${i}\n${frame(chunk)}`).join('')),
        '/lines/0',
        '/lines/3',
        '/lines/6',
      ],
    },
  },

  'stream/data-only': {
    pass: {
      'events without an event field': stream(),
      'an error with event: error': stream(`${text(ROLE)}event: error\n${frame(ERROR)}`),
      'an empty event field': stream(`event:\n${DONE}`),
    },
    fail: {
      'chunks with event: message': [
        stream(`event: message\n${frame(ROLE)}event: message\n${frame(STOP)}${DONE}`),
        '/events/0/event',
        '/events/1/event',
      ],
      '[DONE] with event: done': [stream(`${text(...WHOLE)}event: done\n${DONE}`), '/events/3/event'],
      'an error with another event name': [stream(`${text(ROLE)}event: exception\n${frame(ERROR)}`), '/events/1/event'],
    },
  },

  'stream/no-bom': {
    pass: {
      'no byte order mark': stream(),
      'U+FEFF inside a string': stream(chunksSaying('\ufeff')),
    },
    fail: {
      'a byte order mark before the first event': [stream(`\ufeff${text(...WHOLE)}${DONE}`), '/body'],
      'a byte order mark before a comment': [stream(`\ufeff: x\n\n${DONE}`), '/body'],
    },
  },

  'stream/plain-framing': {
    pass: {
      'the exact framing of the reference': stream(),
      'an escaped carriage return in a string': stream(chunksSaying('a\r\nb')),
      comments: stream(`: x\n\n${text(...WHOLE)}${DONE}`),
    },
    fail: {
      'no space after the colon': [stream((text(...WHOLE) + DONE).replaceAll('data: ', 'data:')), '/lines/0'],
      'CRLF line ends': [stream((text(...WHOLE) + DONE).replaceAll('\n', '\r\n')), '/body'],
      'several data lines': [stream(`data: {\ndata: "a": 1}\n\n${DONE}`), '/lines/0'],
    },
  },

  'stream/done-present': {
    pass: {
      'a valid stream': stream(),
      'a space after [DONE] (another rule)': stream(`${text(...WHOLE)}data: [DONE] \n\n`),
      'a comment after [DONE]': stream(`${text(...WHOLE)}${DONE}: bye\n\n`),
      'an incomplete stream': stream(WHOLE, { done: false, ended: 'cut' }),
      'a stream that stalls': stream(WHOLE, { done: false, ended: 'stalled' }),
      'a stream that ends in an error': stream([ROLE, ERROR], { done: false }),
      'no empty line after [DONE] (another rule)': stream(`${text(...WHOLE)}data: [DONE]`),
      '[DONE] without data: (another rule)': stream(`${text(...WHOLE)}[DONE]\n\n`),
      'lines without any event (another rule)': stream(`${JSON.stringify(HI)}\n`),
      'no empty lines (another rule)': stream(`${text(...WHOLE)}${DONE}`.replaceAll('\n\n', '\n')),
      'everything in one event (another rule)': stream(`${`${text(...WHOLE)}${DONE}`.replaceAll('\n\n', '\n')}\n`),
    },
    fail: {
      'no [DONE] at the end': [stream(WHOLE, { done: false }), '/events/3'],
      'a stream that ends after the first text': [stream([ROLE, HI], { done: false }), '/events/2'],
      'an empty stream': [stream(''), '/events/0'],
      'only comments': [stream(': a\n\n: b\n\n'), '/events/0'],
      'another word in place of [DONE]': [stream(`${text(...WHOLE)}data: DONE\n\n`), '/events/3/data'],
      '[DONE] in quotes': [stream(`${text(...WHOLE)}data: "[DONE]"\n\n`), '/events/3/data'],
      '[DONE] in lower case': [stream(`${text(...WHOLE)}data: [done]\n\n`), '/events/3/data'],
      '[DONE] only inside content': [stream([...WHOLE, aChunk({ content: '[DONE]' })], { done: false }), '/events/4'],
    },
  },

  'stream/done-exact': {
    pass: {
      'data: [DONE]': stream(),
      'no space before [DONE]': stream(`${text(...WHOLE)}data:[DONE]\n\n`),
      'CRLF after [DONE]': stream(`${text(...WHOLE)}data: [DONE]\r\n\r\n`),
      '[DONE] in quotes (another rule)': stream(`${text(...WHOLE)}data: "[DONE]"\n\n`),
    },
    fail: {
      'a space after [DONE]': [stream(`${text(...WHOLE)}data: [DONE] \n\n`), '/events/3/data'],
      'words after [DONE]': [stream(`${text(...WHOLE)}data: [DONE] bye\n\n`), '/events/3/data'],
    },
  },

  'stream/done-once-and-last': {
    pass: {
      'one [DONE] at the end': stream(),
      'comments after [DONE]': stream(`${text(...WHOLE)}${DONE}: bye\n\n`),
      'no [DONE] (another rule)': stream(WHOLE, { done: false }),
    },
    fail: {
      '[DONE] twice': [stream([...WHOLE, '[DONE]']), '/events/4/data'],
      'the usage chunk after [DONE]': [stream([...WHOLE, '[DONE]', aUsageChunk()], { done: false }), '/events/4/data'],
      'one [DONE] for each choice': [
        stream([...WHOLE, '[DONE]', aChunk({ role: 'assistant', content: 'Hi' }, { index: 1 })], { ask: { n: 2 } }),
        '/events/4/data',
        '/events/5/data',
      ],
      'words after [DONE]': [stream(`${text(...WHOLE)}${DONE}data: bye\n\n`), '/events/4/data'],
    },
  },

  'stream/closes-after-done': {
    pass: {
      'closed immediately': stream(),
      'closed after three seconds': stream(WHOLE, { totalMs: 3000 }),
      'a long wait before [DONE]': stream(WHOLE, { times: [9000], totalMs: 9001 }),
      'no [DONE]': stream(WHOLE, { done: false, ended: 'stalled' }),
      'a connection cut after [DONE] (another rule)': stream(WHOLE, { ended: 'cut', totalMs: 9000 }),
    },
    fail: {
      'open ten seconds after [DONE]': [stream(WHOLE, { totalMs: 10_000 }), '/body'],
      'endless comments after [DONE]': [stream(WHOLE, { ended: 'too-big', totalMs: 900 }), '/body'],
      'never closed': [stream(WHOLE, { ended: 'stalled', totalMs: 60_000 }), '/body'],
    },
  },

  'stream/error-before-first-byte': {
    pass: {
      'a valid stream': stream(),
      'an error in mid-stream': stream([ROLE, HI, ERROR]),
      'an error after the role chunk of a valid request': stream([ROLE, ERROR]),
      'an error in mid-stream for an invalid request': stream([ROLE, HI, ERROR], { owed: 'refusal' }),
    },
    fail: {
      'an error as the only event': [stream([ERROR], { done: false }), '/events/0/data'],
      'an error and [DONE]': [stream([ERROR], { owed: 'refusal' }), '/events/0/data'],
      'an invalid request refused after the role chunk': [stream([ROLE, ERROR], { owed: 'refusal' }), '/events/1/data'],
    },
  },

  'stream/mid-stream-error-shape': {
    pass: {
      'no error': stream(),
      'an error object': stream([ROLE, ERROR], { done: false }),
      'an error object and [DONE]': stream([ROLE, ERROR]),
      'an error with event: error': stream(`${text(ROLE)}event: error\n${frame(ERROR)}`),
      'error null on ordinary chunks': stream(WHOLE.map((chunk) => ({ ...chunk, error: null }))),
      'a chunk with an extra message field': stream([{ ...ROLE, message: 'x', code: 1 }, STOP]),
    },
    fail: {
      'error is a string': [stream([ROLE, { error: 'Boom' }]), '/events/1/data'],
      'no message': [stream([ROLE, { error: { code: 500 } }]), '/events/1/data'],
      'a flat object with event: error': [
        stream(`${text(ROLE)}event: error\n${frame({ message: 'Boom' })}`),
        '/events/1/data',
      ],
      'data that is not JSON with event: error': [
        stream(`${text(ROLE)}event: error\ndata: Boom\n\n`),
        '/events/1/data',
      ],
      'a flat error object': [stream([ROLE, { text: 'Boom', error_code: 50001 }]), '/events/1/data'],
      'a flat object with object: error': [
        stream([ROLE, { object: 'error', message: 'Boom', code: 500 }]),
        '/events/1/data',
      ],
      'a chunk after the error': [stream([ROLE, ERROR, STOP]), '/chunks/1'],
    },
  },
} satisfies Tables
