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
      'all five': completion(),
      'members of a vendor': having(extension),
      'another type is named by other rules': having({ id: 1, object: 2, created: '3', model: 4 }),
    },
    fail: {
      'no id': [having({ id: undefined }), '/id'],
      'no object and no created': [having({ object: undefined, created: undefined }), '/object', '/created'],
      'null choices': [having({ choices: null }), '/choices'],
      'an array at the top': [completion([]), ''],
    },
  },

  'completion/string-fields': {
    pass: { texts: completion(), 'empty texts': having({ id: '', model: '' }) },
    fail: {
      'a number as id': [having({ id: 42 }), '/id'],
      'a null id': [having({ id: null }), '/id'],
      'a null model': [having({ model: null }), '/model'],
    },
  },

  'completion/id-non-empty': {
    pass: {
      'any text': having({ id: '7' }),
      'a missing id is named by another rule': having({ id: undefined }),
      'an empty id in a filter chunk': stream([filter, ...chunksSaying('Hi')]),
    },
    fail: {
      'an empty id': [having({ id: '' }), '/id'],
      'an empty id in every chunk': [streaming({ id: '' }), '/chunks/0/id'],
      'an empty id after a filter chunk': [stream([filter, aChunk({}, {}, { id: '' })]), '/chunks/1/id'],
    },
  },

  'completion/id-unique': {
    pass: {
      'all different': run({ id: 'a' }, { id: 'b' }, { id: 'c' }),
      'refusals without an id': run({}, {}, { id: '' }, { id: '' }),
    },
    fail: {
      'one id twice': [run({ id: 'a' }, { id: 'b' }, { id: 'a' }), '/replies/2/id'],
      'a constant': [run({ id: 'a' }, { id: 'a' }, { id: 'a' }), '/replies/1/id'],
      'two ids twice': [run({ id: 'a' }, { id: 'b' }, { id: 'b' }, { id: 'a' }), '/replies/3/id', '/replies/2/id'],
    },
  },

  'completion/object-const': {
    pass: { 'the constant': completion(), 'a missing object is named by another rule': having({ object: undefined }) },
    fail: {
      'that of the older endpoint': [having({ object: 'text_completion' }), '/object'],
      empty: [having({ object: '' }), '/object'],
      null: [having({ object: null }), '/object'],
    },
  },

  'completion/created-integer': {
    pass: {
      seconds: completion(),
      'an old time': having({ created: 1_677_652_288 }),
      'a filter chunk with 0': stream([filter, ...chunksSaying('Hi')]),
      'a fraction in a chunk is named by another rule': streaming({ created: NOW + 0.5 }),
    },
    fail: {
      milliseconds: [having({ created: SENT_AT }), '/created'],
      'a fraction': [having({ created: NOW + 0.25 }), '/created'],
      'a text': [having({ created: `${NOW}` }), '/created'],
      null: [having({ created: null }), '/created'],
      '0': [having({ created: 0 }), '/created'],
      'milliseconds in a stream': [streaming({ created: SENT_AT }), '/chunks/0/created'],
      '0 in a stream': [streaming({ created: 0 }), '/chunks/0/created'],
    },
  },

  'completion/created-plausible': {
    pass: {
      'a second later': completion(),
      'four minutes off': having({ created: NOW - 240 }),
      'a clock that is two hours ahead, as its Date says': having({ created: NOW + 7203 }, dated),
      'a long answer that was begun long ago': having({ created: NOW + 5 }, { totalMs: 900_000 }),
      'no time at all is named by another rule': having({ created: 0 }),
    },
    fail: {
      'a constant': [having({ created: 1_677_652_288 }), '/created'],
      'an hour ahead': [having({ created: NOW + 3600 }), '/created'],
      'a local time in a stream': [streaming({ created: NOW + 8 * 3600 }), '/chunks/0/created'],
      'neither our time nor that of the Date header': [having({ created: NOW - 3600 }, dated), '/created'],
    },
  },

  'completion/model-names-served-model': {
    pass: {
      'the same': completion(),
      'a dated snapshot': having({ model: 'gpt-4o-2024-08-06' }, asking('gpt-4o')),
      'with a provider': having({ model: 'meta-llama/Llama-3.1-8B-Instruct' }, asking('llama-3.1-8b')),
      'without the provider': having({ model: 'llama-3.1-8b' }, asking('openrouter/meta/Llama-3.1-8B')),
      'a path': having({ model: '/models/SmolLM2-135M.Q4.gguf' }, asking('smollm2')),
      'a server with one model that says which': having(
        { model: 'qwen' },
        { ...asking('no-such-model'), owed: 'either' },
      ),
    },
    fail: {
      empty: [having({ model: '' }), '/model'],
      'another model': [having({ model: 'gemma-2' }, asking('llama-3.1-8b')), '/model'],
      'empty in a stream': [streaming({ model: '' }), '/chunks/0/model'],
    },
  },

  'completion/usage-present': {
    pass: {
      'there it is': completion(),
      'null is named by another rule': having({ usage: null }),
      'something that is no completion': completion({ detail: 'no' }),
    },
    fail: {
      'no usage': [having({ usage: undefined }), '/usage'],
      'usage in the choice': [having({ usage: undefined, choices: [{ usage: {} }] }), '/usage'],
    },
  },

  'completion/system-fingerprint-type': {
    pass: { absent: completion(), 'a text': having({ system_fingerprint: 'fp_1' }) },
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
      'another type is named by another rule': having({ service_tier: 1 }),
    },
    fail: {
      'a tier of a vendor': [having({ service_tier: 'on_demand' }), '/service_tier'],
      'an empty one': [having({ service_tier: '' }), '/service_tier'],
      'in a chunk': [stream([aChunk({}, {}, { service_tier: 'turbo' })]), '/chunks/0/service_tier'],
    },
  },

  'completion/optional-members': {
    pass: {
      absent: completion(),
      null: having({ metadata: null, moderation: null, service_tier: null }),
      'metadata as it was asked for': having({ metadata: { user: '42' } }),
      'moderation of both sides': having({
        moderation: { input: moderated, output: { type: 'error', code: 'x', message: 'y' } },
      }),
      'padding in a chunk': stream([aChunk({}, {}, { obfuscation: 'xYz' })]),
      'members of a vendor': having(extension),
    },
    fail: {
      'metadata of numbers': [having({ metadata: { user: 42 } }), '/metadata/user'],
      'metadata as text': [having({ metadata: 'none' }), '/metadata'],
      'moderation of the input alone': [having({ moderation: { input: moderated } }), '/moderation/output'],
      'a tier that is a number': [having({ service_tier: 1 }), '/service_tier'],
      'padding that is null': [stream([aChunk({}, {}, { obfuscation: null })]), '/chunks/0/obfuscation'],
    },
  },
} satisfies Tables
