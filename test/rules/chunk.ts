import type { Tables } from '../support/rule.ts'
import { aChunk, aUsageChunk, chunksSaying, stream } from '../support/seen.ts'

const ROLE = aChunk({ role: 'assistant', content: '' })
const END = aChunk({}, { finish_reason: 'stop' })
/** A stream whose second chunk is this one. */
const around = (chunk: unknown) => stream([ROLE, chunk, END])
const withDelta = (delta: unknown) => around(aChunk(delta))
const withChoice = (patch: Record<string, unknown>) => around(aChunk({ content: 'Hi' }, patch))
const withChunk = (patch: Record<string, unknown>) => around(aChunk({ content: 'Hi' }, {}, patch))
const DELTA = '/chunks/1/choices/0/delta'

const blank = { id: '', object: '', created: 0, model: '' }
const promptFilter = { ...blank, choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] }
const offsets = { check_offset: 0, start_offset: 0, end_offset: 9 }
const textFilter = {
  ...blank,
  choices: [{ index: 0, finish_reason: null, content_filter_results: {}, content_filter_offsets: offsets }],
}

const LINE = 'The quick brown fox jumps over the dog. '

export default {
  'chunk/required-fields': {
    pass: {
      'a valid stream': stream(),
      'the usage chunk': stream([...chunksSaying('Hi'), aUsageChunk()]),
      'empty strings in a content filter chunk': stream([promptFilter, ...chunksSaying('Hi')]),
      'vendor extension fields': withChunk({ x_groq: {}, provider: 'a', usage: null }),
    },
    fail: {
      'no id': [withChunk({ id: undefined }), '/chunks/1/id'],
      'no created and no model': [
        withChunk({ created: undefined, model: undefined }),
        '/chunks/1/created',
        '/chunks/1/model',
      ],
      'choices null in the usage chunk': [
        stream([...chunksSaying('Hi'), aUsageChunk(), { ...aUsageChunk(), choices: null }]),
        '/chunks/4/choices',
      ],
      'id is a number': [withChunk({ id: 7 }), '/chunks/1/id'],
    },
  },

  'chunk/object-const': {
    pass: {
      'a valid stream': stream(),
      'content filter chunks': stream([promptFilter, ...chunksSaying('Hi'), textFilter]),
      'no object (another rule)': withChunk({ object: undefined }),
    },
    fail: {
      'the value of a non-streamed completion': [withChunk({ object: 'chat.completion' }), '/chunks/1/object'],
      'an empty string': [withChunk({ object: '' }), '/chunks/1/object'],
      'a blank chunk without content filter results': [
        stream([{ ...blank, choices: [] }, ...chunksSaying('Hi')]),
        '/chunks/0/object',
      ],
    },
  },

  'chunk/choice-required-fields': {
    pass: {
      'a valid stream': stream(),
      'an empty delta': withDelta({}),
      'content filter results in place of a delta': stream([...chunksSaying('Hi'), textFilter]),
    },
    fail: {
      'no finish_reason': [withChoice({ finish_reason: undefined }), '/chunks/1/choices/0/finish_reason'],
      'no index': [withChoice({ index: undefined }), '/chunks/1/choices/0/index'],
      'a null delta': [withDelta(null), DELTA],
      'no delta': [withDelta(undefined), DELTA],
      'a delta that is a string': [withDelta('Hi'), DELTA],
    },
  },

  'chunk/finish-reason-enum': {
    pass: {
      'a valid stream': stream(),
      'the deprecated function_call': withChoice({ finish_reason: 'function_call' }),
      'absent (another rule)': withChoice({ finish_reason: undefined }),
    },
    fail: {
      'an empty string': [withChoice({ finish_reason: '' }), '/chunks/1/choices/0/finish_reason'],
      'a vendor-specific reason': [withChoice({ finish_reason: 'eos' }), '/chunks/1/choices/0/finish_reason'],
      false: [withChoice({ finish_reason: false }), '/chunks/1/choices/0/finish_reason'],
    },
  },

  'chunk/delta-types': {
    pass: {
      'a valid stream': stream(),
      'null in nullable fields': withDelta({ content: null, refusal: null }),
      'audio and reasoning': withDelta({ audio: { data: '' }, reasoning_content: null }),
      'the deprecated function_call': withDelta({ function_call: { arguments: '{' } }),
    },
    fail: {
      'role null': [withDelta({ role: null }), `${DELTA}/role`],
      'role is an empty string': [withDelta({ role: '', content: 'Hi' }), `${DELTA}/role`],
      'tool_calls null': [withDelta({ tool_calls: null }), `${DELTA}/tool_calls`],
      'content is an array of parts': [withDelta({ content: [{ type: 'text', text: 'Hi' }] }), `${DELTA}/content`],
      'arguments null in function_call': [
        withDelta({ function_call: { arguments: null } }),
        `${DELTA}/function_call/arguments`,
      ],
    },
  },

  'chunk/delta-not-message': {
    pass: { 'a valid stream': stream(), 'text null next to the delta': withChoice({ text: null }) },
    fail: {
      'a message next to the delta': [withChoice({ message: { content: 'Hi' } }), '/chunks/1/choices/0/message'],
      'the text field of the legacy completions endpoint': [withChoice({ text: 'Hi' }), '/chunks/1/choices/0/text'],
    },
  },

  'chunk/delta-incremental': {
    pass: {
      'a valid stream': stream(),
      'the same word repeated many times': stream(chunksSaying(...Array<string>(30).fill('ha '))),
      'a sentence repeated five times': stream(chunksSaying(LINE, LINE, LINE, LINE, LINE)),
      'a sentence repeated twice': stream(chunksSaying(LINE, LINE)),
      'two choices with the same text': stream([
        ROLE,
        aChunk({ content: LINE }),
        aChunk({ role: 'assistant', content: LINE }, { index: 1 }),
        aChunk({ content: 'a' }),
        aChunk({ content: 'a' }, { index: 1 }),
      ]),
    },
    fail: {
      'each delta repeats the text so far plus one word': [
        stream(
          chunksSaying(
            ...'one two three four five six seven'.split(' ').map((_, i, all) => all.slice(0, i + 1).join(' ')),
          ),
        ),
        '/chunks/7/choices/0/delta/content',
      ],
      'some deltas repeat the text so far': [
        stream(
          chunksSaying(
            'The',
            ' quick',
            ' brown fox jumps',
            'The quick brown fox jumps over',
            ' the',
            'The quick brown fox jumps over the dog',
          ),
        ),
        '/chunks/6/choices/0/delta/content',
      ],
      'each delta repeats the text so far': [
        stream(chunksSaying(LINE, `${LINE}And`, `${LINE}And then`, `${LINE}And then it`)),
        '/chunks/3/choices/0/delta/content',
      ],
      'the last delta repeats the full text': [
        stream(
          chunksSaying(
            'The quick ',
            'brown fox ',
            'jumps over ',
            'the dog.',
            'The quick brown fox jumps over the dog.',
          ),
        ),
        '/chunks/5/choices/0/delta/content',
      ],
    },
  },

  'chunk/first-delta-content': {
    pass: {
      'role with empty content': stream(),
      'role with text': stream([aChunk({ role: 'assistant', content: 'Hi' }), END]),
      'no role in the first delta': stream([END]),
    },
    fail: {
      'role without content': [
        stream([aChunk({ role: 'assistant' }), aChunk({ content: 'Hi' }), END]),
        '/chunks/0/choices/0/delta/content',
      ],
      'role without content after a content filter chunk': [
        stream([promptFilter, aChunk({ role: 'assistant' }), END]),
        '/chunks/1/choices/0/delta/content',
      ],
    },
  },
} satisfies Tables
