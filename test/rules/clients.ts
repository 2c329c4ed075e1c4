import type { Tables } from '../support/rule.ts'
import {
  aCall,
  aChoice,
  aChunk,
  aCompletion,
  chunksSaying,
  completion,
  frame,
  stream,
  aUsageChunk as usageChunk,
} from '../support/seen.ts'

const END = { finish_reason: 'stop' }
const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 }
const saying = (message: object) => aCompletion({ choices: [aChoice({ message })] })
const tools = { ask: { tools: [{ type: 'function', function: { name: 'f' } }] } }

/** What a program copied from a manual gets along with. */
const easy = stream([
  aChunk({ role: 'assistant', content: '' }),
  aChunk({ content: 'Hi' }),
  aChunk({ content: '' }, END, { usage }),
])

const call = (fragment: object) => aChunk({ tool_calls: [{ index: 0, ...fragment }] })

export default {
  'clients/choices-in-every-chunk': {
    pass: { 'a choice in every chunk': easy, 'a stream without usage': stream() },
    fail: {
      'the usage chunk has empty choices': [stream([...chunksSaying('Hi'), usageChunk()]), '/chunks/3/choices'],
      'a chunk without choices': [stream([aChunk({}, {}, { choices: undefined })]), '/chunks/0/choices'],
    },
  },

  'clients/name-in-every-fragment': {
    pass: {
      'no tool calls': easy,
      'a tool call in one fragment': stream([call({ id: 'call_1', function: { name: 'f', arguments: '{}' } })]),
    },
    fail: {
      'a fragment with arguments only': [
        stream([
          call({ id: 'call_1', function: { name: 'f', arguments: '' } }),
          call({ function: { arguments: '{' } }),
          call({ function: { arguments: '}' } }),
        ]),
        '/chunks/1/choices/0/delta/tool_calls/0/function/name',
      ],
      'name null': [
        stream([call({ function: { name: null, arguments: '{' } })]),
        '/chunks/0/choices/0/delta/tool_calls/0/function/name',
      ],
    },
  },

  'clients/content-in-every-delta': {
    pass: {
      'content in every delta': easy,
      'the usage chunk has no delta': stream([aChunk({ content: '' }, END), usageChunk()]),
    },
    fail: {
      'an empty last delta': [stream(chunksSaying('Hi')), '/chunks/2/choices/0/delta/content'],
      'content null': [
        stream([aChunk({ content: null }), aChunk({ content: null })]),
        '/chunks/0/choices/0/delta/content',
      ],
    },
  },

  'clients/content-is-text': {
    pass: {
      'content is a string': completion(),
      'empty content next to a tool call': completion(saying({ content: '', tool_calls: [aCall('f', '{}')] })),
    },
    fail: {
      'content null next to a tool call': [
        completion(saying({ content: null, tool_calls: [aCall('f', '{}')] })),
        '/choices/0/message/content',
      ],
    },
  },

  'clients/usage-always-present': {
    pass: {
      'a completion': completion(),
      'a stream with usage': easy,
      'an incomplete stream': stream(chunksSaying('Hi'), { done: false, ended: 'cut' }),
    },
    fail: {
      'a stream without usage': [stream(), '/usage'],
      'a completion without usage': [completion(aCompletion({ usage: undefined })), '/usage'],
    },
  },

  'clients/tool-calls-key': {
    pass: {
      'no tools in the request': completion(),
      'a tool call': completion(saying({ tool_calls: [aCall('f', '{}')] }), tools),
      'an empty array': completion(saying({ tool_calls: [] }), tools),
      null: completion(saying({ tool_calls: null }), tools),
    },
    fail: { 'a text answer without tool_calls': [completion(aCompletion(), tools), '/choices/0/message/tool_calls'] },
  },

  'clients/one-call': {
    pass: {
      'no tool call': completion(),
      'one tool call': completion(saying({ tool_calls: [aCall('f', '{}')] })),
      'a stream': easy,
    },
    fail: {
      'two tool calls': [
        completion(saying({ tool_calls: [aCall('f', '{}'), aCall('g', '{}')] })),
        '/choices/0/message/tool_calls/1',
      ],
      'two tool calls in a stream': [
        stream([
          aChunk({
            tool_calls: [
              { index: 0, ...aCall('f', '{}') },
              { index: 1, ...aCall('g', '{}') },
            ],
          }),
        ]),
        '/choices/0/message/tool_calls/1',
      ],
    },
  },

  'clients/data-lines-only': {
    pass: {
      'data lines only': easy,
      'CR LF line ends': stream(frame(aChunk({ content: 'Hi' })).replaceAll('\n', '\r\n')),
    },
    fail: {
      'a comment line': [stream(`: alive\n\n${frame(aChunk({}))}`), '/lines/0'],
      'no space after the colon': [stream(frame(aChunk({})).replace('data: ', 'data:')), '/lines/0'],
    },
  },
} satisfies Tables
