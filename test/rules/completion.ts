import type { Tables } from '../support/rule.ts'
import { aChunk, aCompletion, chunksSaying, completion, run, SENT_AT, stream } from '../support/seen.ts'

const NOW = SENT_AT / 1000
/** The completion with a member patched, or taken out when it is undefined. */
const having = (patch: Record<string, unknown>, about = {}) => completion(aCompletion(patch), about)
/** A stream whose every chunk has these members. */
const streaming = (patch: Record<string, unknown>, about = {}) =>
  stream(
    chunksSaying('Hello').map((chunk) => ({ ...chunk, ...patch })),
    about,
  )
const filter = { id: '', object: '', created: 0, model: '', choices: [], prompt_filter_results: [] }
const extension = { x_groq: { id: 'req' }, provider: 'a', timings: {} }

const dated = { headers: { date: 'Thu, 01 Jan 2026 02:00:05 GMT' } }

const asking = (model: string) => ({ ask: { model } })

const moderated = { type: 'moderation_results', model: 'm', results: [] }

export default {
  'completion/required-fields': {
    pass: {
      'all required fields': completion(),
      'vendor extension fields': having(extension),
      'fields of another type (other rules)': having({ id: 1, object: 2, created: '3', model: 4 }),
    },
    fail: {
      'no id': [having({ id: undefined }), '/id'],
      'no object and no created': [having({ object: undefined, created: undefined }), '/object', '/created'],
      'choices null': [having({ choices: null }), '/choices'],
      'an array at the top level': [completion([]), ''],
    },
  },

  'completion/string-fields': {
    pass: {
      strings: completion(),
      'empty strings': having({ id: '', model: '' }),
      'the echo of a model that is no string (another rule)': completion(aCompletion({ model: 5 }), {
        ask: { model: 5 },
        owed: 'refusal',
      }),
    },
    fail: {
      'id is a number': [having({ id: 42 }), '/id'],
      'id null': [having({ id: null }), '/id'],
      'model null': [having({ model: null }), '/model'],
    },
  },

  'completion/id-non-empty': {
    pass: {
      'any string': having({ id: '7' }),
      'no id (another rule)': having({ id: undefined }),
      'an empty id in a content filter chunk': stream([filter, ...chunksSaying('Hi')]),
    },
    fail: {
      'an empty id': [having({ id: '' }), '/id'],
      'an empty id in every chunk': [streaming({ id: '' }), '/chunks/0/id'],
      'an empty id after a content filter chunk': [stream([filter, aChunk({}, {}, { id: '' })]), '/chunks/1/id'],
    },
  },

  'completion/id-unique': {
    pass: {
      'different ids': run({ id: 'a' }, { id: 'b' }, { id: 'c' }),
      'refusals without an id': run({}, {}, { id: '' }, { id: '' }),
    },
    fail: {
      'the same id twice': [run({ id: 'a' }, { id: 'b' }, { id: 'a' }), '/replies/2/id'],
      'the same id in every reply': [run({ id: 'a' }, { id: 'a' }, { id: 'a' }), '/replies/1/id'],
      'two ids, each used twice': [
        run({ id: 'a' }, { id: 'b' }, { id: 'b' }, { id: 'a' }),
        '/replies/3/id',
        '/replies/2/id',
      ],
    },
  },

  'completion/object-const': {
    pass: { 'the expected value': completion(), 'no object (another rule)': having({ object: undefined }) },
    fail: {
      'the value of the legacy completions endpoint': [having({ object: 'text_completion' }), '/object'],
      'an empty string': [having({ object: '' }), '/object'],
      null: [having({ object: null }), '/object'],
    },
  },

  'completion/created-integer': {
    pass: {
      seconds: completion(),
      'a time long ago': having({ created: 1_677_652_288 }),
      '0 in a content filter chunk': stream([filter, ...chunksSaying('Hi')]),
      'a fraction in a chunk (another rule)': streaming({ created: NOW + 0.5 }),
    },
    fail: {
      milliseconds: [having({ created: SENT_AT }), '/created'],
      'a fraction': [having({ created: NOW + 0.25 }), '/created'],
      'a string': [having({ created: `${NOW}` }), '/created'],
      null: [having({ created: null }), '/created'],
      '0': [having({ created: 0 }), '/created'],
      'milliseconds in a stream': [streaming({ created: SENT_AT }), '/chunks/0/created'],
      '0 in a stream': [streaming({ created: 0 }), '/chunks/0/created'],
    },
  },

  'completion/created-plausible': {
    pass: {
      'one second late': completion(),
      'four minutes off': having({ created: NOW - 240 }),
      'a clock two hours ahead that matches the Date header': having({ created: NOW + 7203 }, dated),
      'a long answer with the time of its start': having({ created: NOW + 5 }, { totalMs: 900_000 }),
      'created is not a Unix time (another rule)': having({ created: 0 }),
    },
    fail: {
      'a fixed value': [having({ created: 1_677_652_288 }), '/created'],
      'an hour ahead': [having({ created: NOW + 3600 }), '/created'],
      'local time in place of UTC in a stream': [streaming({ created: NOW + 8 * 3600 }), '/chunks/0/created'],
      "neither the client's time nor the Date header": [having({ created: NOW - 3600 }, dated), '/created'],
    },
  },

  'completion/model-names-served-model': {
    pass: {
      'the requested name': completion(),
      'the requested name with a snapshot date': having({ model: 'gpt-4o-2024-08-06' }, asking('gpt-4o')),
      'a provider prefix added': having({ model: 'meta-llama/Llama-3.1-8B-Instruct' }, asking('llama-3.1-8b')),
      'the provider prefix removed': having({ model: 'llama-3.1-8b' }, asking('openrouter/meta/Llama-3.1-8B')),
      'a file path that ends in the name': having({ model: '/models/SmolLM2-135M.Q4.gguf' }, asking('smollm2')),
      'a single-model server that reports its own model': having(
        { model: 'qwen' },
        { ...asking('no-such-model'), owed: 'either' },
      ),
    },
    fail: {
      'an empty string': [having({ model: '' }), '/model'],
      'another model': [having({ model: 'gemma-2' }, asking('llama-3.1-8b')), '/model'],
      'an empty string in a stream': [streaming({ model: '' }), '/chunks/0/model'],
    },
  },

  'completion/usage-present': {
    pass: {
      'usage present': completion(),
      'usage null (another rule)': having({ usage: null }),
      'a body that is not a completion': completion({ detail: 'no' }),
    },
    fail: {
      'no usage': [having({ usage: undefined }), '/usage'],
      'usage inside the choice': [having({ usage: undefined, choices: [{ usage: {} }] }), '/usage'],
    },
  },

  'completion/system-fingerprint-type': {
    pass: { absent: completion(), 'a string': having({ system_fingerprint: 'fp_1' }) },
    fail: {
      null: [having({ system_fingerprint: null }), '/system_fingerprint'],
      'a number': [having({ system_fingerprint: 7 }), '/system_fingerprint'],
      'null in a chunk': [stream([aChunk({}, {}, { system_fingerprint: null })]), '/chunks/0/system_fingerprint'],
    },
  },

  'completion/service-tier-enum': {
    pass: {
      absent: completion(),
      null: having({ service_tier: null }),
      fast: having({ service_tier: 'fast' }),
      'another type (another rule)': having({ service_tier: 1 }),
    },
    fail: {
      'a vendor-specific tier': [having({ service_tier: 'on_demand' }), '/service_tier'],
      'an empty string': [having({ service_tier: '' }), '/service_tier'],
      'a vendor-specific tier in a chunk': [
        stream([aChunk({}, {}, { service_tier: 'turbo' })]),
        '/chunks/0/service_tier',
      ],
    },
  },

  'completion/optional-members': {
    pass: {
      'all absent': completion(),
      'all null': having({ metadata: null, moderation: null, service_tier: null }),
      'metadata as requested': having({ metadata: { user: '42' } }),
      'moderation of input and output': having({
        moderation: { input: moderated, output: { type: 'error', code: 'x', message: 'y' } },
      }),
      'obfuscation in a chunk': stream([aChunk({}, {}, { obfuscation: 'xYz' })]),
      'vendor extension fields': having(extension),
    },
    fail: {
      'metadata with numbers as values': [having({ metadata: { user: 42 } }), '/metadata/user'],
      'metadata is a string': [having({ metadata: 'none' }), '/metadata'],
      'moderation of the input only': [having({ moderation: { input: moderated } }), '/moderation/output'],
      'service_tier is a number': [having({ service_tier: 1 }), '/service_tier'],
      'obfuscation null': [stream([aChunk({}, {}, { obfuscation: null })]), '/chunks/0/obfuscation'],
    },
  },
} satisfies Tables
