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
      'a right stream': stream(),
      'a usage chunk': stream([...chunksSaying('Hi'), aUsageChunk()]),
      'empty texts in a filter chunk': stream([promptFilter, ...chunksSaying('Hi')]),
      'members of a vendor': withChunk({ x_groq: {}, provider: 'a', usage: null }),
    },
    fail: {
      'no id': [withChunk({ id: undefined }), '/chunks/1/id'],
      'no created and no model': [
        withChunk({ created: undefined, model: undefined }),
        '/chunks/1/created',
        '/chunks/1/model',
      ],
      'null choices with the usage': [
        stream([...chunksSaying('Hi'), aUsageChunk(), { ...aUsageChunk(), choices: null }]),
        '/chunks/4/choices',
      ],
      'a number as id': [withChunk({ id: 7 }), '/chunks/1/id'],
    },
  },

  'chunk/object-const': {
    pass: {
      'a right stream': stream(),
      'filter chunks': stream([promptFilter, ...chunksSaying('Hi'), textFilter]),
      'no object is named by another rule': withChunk({ object: undefined }),
    },
    fail: {
      'that of a completion': [withChunk({ object: 'chat.completion' }), '/chunks/1/object'],
      empty: [withChunk({ object: '' }), '/chunks/1/object'],
      'a blank chunk without a verdict': [
        stream([{ ...blank, choices: [] }, ...chunksSaying('Hi')]),
        '/chunks/0/object',
      ],
    },
  },

  'chunk/choice-required-fields': {
    pass: {
      'a right stream': stream(),
      'an empty delta': withDelta({}),
      'a verdict in place of a delta': stream([...chunksSaying('Hi'), textFilter]),
    },
    fail: {
      'no finish_reason': [withChoice({ finish_reason: undefined }), '/chunks/1/choices/0/finish_reason'],
      'no index': [withChoice({ index: undefined }), '/chunks/1/choices/0/index'],
      'a null delta': [withDelta(null), DELTA],
      'no delta': [withDelta(undefined), DELTA],
      'a delta that is text': [withDelta('Hi'), DELTA],
    },
  },

  'chunk/finish-reason-enum': {
    pass: {
      'a right stream': stream(),
      'the old reason': withChoice({ finish_reason: 'function_call' }),
      'absent is named by another rule': withChoice({ finish_reason: undefined }),
    },
    fail: {
      empty: [withChoice({ finish_reason: '' }), '/chunks/1/choices/0/finish_reason'],
      'a reason of a vendor': [withChoice({ finish_reason: 'eos' }), '/chunks/1/choices/0/finish_reason'],
      false: [withChoice({ finish_reason: false }), '/chunks/1/choices/0/finish_reason'],
    },
  },

  'chunk/delta-types': {
    pass: {
      'a right stream': stream(),
      'null where it is allowed': withDelta({ content: null, refusal: null }),
      'sound and thoughts': withDelta({ audio: { data: '' }, reasoning_content: null }),
      'the old call': withDelta({ function_call: { arguments: '{' } }),
    },
    fail: {
      'a null role': [withDelta({ role: null }), `${DELTA}/role`],
      'an empty role': [withDelta({ role: '', content: 'Hi' }), `${DELTA}/role`],
      'null tool_calls': [withDelta({ tool_calls: null }), `${DELTA}/tool_calls`],
      'content in parts': [withDelta({ content: [{ type: 'text', text: 'Hi' }] }), `${DELTA}/content`],
      'null arguments of the old call': [
        withDelta({ function_call: { arguments: null } }),
        `${DELTA}/function_call/arguments`,
      ],
    },
  },

  'chunk/delta-not-message': {
    pass: { 'a right stream': stream(), 'a null text': withChoice({ text: null }) },
    fail: {
      'a message beside the delta': [withChoice({ message: { content: 'Hi' } }), '/chunks/1/choices/0/message'],
      'the text of the older endpoint': [withChoice({ text: 'Hi' }), '/chunks/1/choices/0/text'],
    },
  },

  'chunk/delta-incremental': {
    pass: {
      'a right stream': stream(),
      'the same word again and again': stream(chunksSaying(...Array<string>(30).fill('ha '))),
      'a sentence said five times': stream(chunksSaying(LINE, LINE, LINE, LINE, LINE)),
      'a sentence said twice': stream(chunksSaying(LINE, LINE)),
      'two choices that say the same': stream([
        ROLE,
        aChunk({ content: LINE }),
        aChunk({ role: 'assistant', content: LINE }, { index: 1 }),
        aChunk({ content: 'a' }),
        aChunk({ content: 'a' }, { index: 1 }),
      ]),
    },
    fail: {
      'the text so far, a word more every time': [
        stream(
          chunksSaying(
            ...'one two three four five six seven'.split(' ').map((_, i, all) => all.slice(0, i + 1).join(' ')),
          ),
        ),
        '/chunks/7/choices/0/delta/content',
      ],
      'the text so far now and then': [
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
      'the text so far every time': [
        stream(chunksSaying(LINE, `${LINE}And`, `${LINE}And then`, `${LINE}And then it`)),
        '/chunks/3/choices/0/delta/content',
      ],
      'the whole text at the end': [
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
      'an empty content': stream(),
      'content at once': stream([aChunk({ role: 'assistant', content: 'Hi' }), END]),
      'no role': stream([END]),
    },
    fail: {
      'the role alone': [
        stream([aChunk({ role: 'assistant' }), aChunk({ content: 'Hi' }), END]),
        '/chunks/0/choices/0/delta/content',
      ],
      'the role alone after a filter chunk': [
        stream([promptFilter, aChunk({ role: 'assistant' }), END]),
        '/chunks/1/choices/0/delta/content',
      ],
    },
  },
} satisfies Tables
