/** Completions with a wrong shape or wrong values, and chunks that share them. */
import { defineFaults } from './_define.ts'
import { inChunks, inCompletion, inEnvelopes } from './_places.ts'

const inMilliseconds = (seconds: number) => seconds * 1000
const withFraction = (seconds: number) => seconds + 0.492141

export default defineFaults({
  'completion/created-integer': {
    'created-in-milliseconds': {
      says: 'The created of a completion is in milliseconds.',
      seen: 'https://github.com/mlc-ai/web-llm/issues/829',
      ...inCompletion({ created: inMilliseconds }),
    },
    'created-in-milliseconds-streamed': {
      says: 'The created of a chunk is in milliseconds.',
      seen: 'https://github.com/EricLBuehler/mistral.rs/issues/1805',
      ...inChunks({ created: inMilliseconds }),
    },
    'created-float': {
      says: 'The created of a completion has a fraction.',
      seen: 'https://github.com/envoyproxy/ai-gateway/pull/962',
      ...inCompletion({ created: withFraction }),
    },
    'created-text': {
      says: 'The created of a completion is a string of digits.',
      seen: 'https://github.com/QuantumNous/new-api/issues/1131',
      ...inCompletion({ created: String }),
    },
    'created-zero': { says: 'created is 0.', ...inEnvelopes({ created: 0 }) },
  },
  'json/integer-fields': {
    'created-float-streamed': {
      says: 'The created of a chunk has a fraction.',
      seen: 'https://github.com/siyuan-note/siyuan/issues/14787',
      ...inChunks({ created: withFraction }),
    },
  },
  'completion/created-plausible': {
    'created-constant': { says: 'created is the same in every reply.', ...inEnvelopes({ created: 1_677_652_288 }) },
    'created-local-time': {
      says: 'created is the local time of a time zone eight hours ahead of UTC.',
      ...inEnvelopes({ created: (seconds: number) => seconds + 8 * 3600 }),
    },
  },
  'completion/id-non-empty': {
    'id-empty': {
      says: 'The id of a completion is an empty string.',
      seen: 'https://github.com/inferencerlabs/inferencer-feedback/issues/42',
      ...inCompletion({ id: '' }),
    },
    'id-empty-streamed': {
      says: 'The id of every chunk is an empty string.',
      seen: 'https://github.com/huggingface/text-generation-inference/issues/1782',
      ...inChunks({ id: '' }),
    },
  },
  'completion/id-unique': {
    'id-constant': { says: 'Every reply has the same id.', ...inEnvelopes({ id: 'chatcmpl-0' }) },
    'id-low-entropy': {
      says: 'The id of a completion is one of only a hundred numbers.',
      seen: 'https://github.com/ollama/ollama/pull/15089',
      completion: (completion, { count }) => {
        completion.id = `chatcmpl-${(count * 37) % 100}`
      },
    },
  },
  'completion/object-const': {
    'object-text-completion': {
      says: 'The object of a completion is text_completion.',
      ...inCompletion({ object: 'text_completion' }),
    },
    'object-empty': {
      says: 'The object of a completion is an empty string.',
      seen: 'https://github.com/langgenius/dify/pull/3506',
      ...inCompletion({ object: '' }),
    },
  },
  'completion/model-names-served-model': {
    'model-empty': {
      says: 'model is an empty string.',
      seen: 'https://github.com/ggml-org/llama.cpp/issues/14268',
      ...inEnvelopes({ model: '' }),
    },
    'model-of-another': {
      says: 'model names a different model than the one requested.',
      ...inEnvelopes({ model: 'gpt-3.5-turbo' }),
    },
  },
  'completion/usage-present': {
    'usage-missing': {
      says: 'A completion has no usage.',
      seen: 'https://github.com/openvinotoolkit/model_server/issues/2626',
      ...inCompletion({ usage: undefined }),
    },
    'usage-in-first-choice': {
      says: 'The usage of a completion is inside its first choice.',
      completion: (completion) => {
        completion.choices[0].usage = completion.usage
        delete completion.usage
      },
    },
  },
  'completion/system-fingerprint-type': {
    'fingerprint-null': { says: 'system_fingerprint is null.', ...inEnvelopes({ system_fingerprint: null }) },
    'fingerprint-number': { says: 'system_fingerprint is a number.', ...inEnvelopes({ system_fingerprint: 7 }) },
  },
  'completion/service-tier-enum': {
    'service-tier-unknown': {
      says: 'service_tier is a tier that the contract does not define.',
      ...inEnvelopes({ service_tier: 'on_demand' }),
    },
    'service-tier-empty': {
      says: 'The service_tier of a completion is an empty string.',
      ...inCompletion({ service_tier: '' }),
    },
  },
  'completion/optional-members': {
    'service-tier-number': {
      says: 'The service_tier of a completion is a number.',
      ...inCompletion({ service_tier: 1 }),
    },
    'metadata-text': { says: 'The metadata of a completion is a string.', ...inCompletion({ metadata: 'none' }) },
    'moderation-of-input-only': {
      says: 'moderation has results for the input and none for the output.',
      ...inCompletion({ moderation: { input: { type: 'moderation_results', model: 'm', results: [] } } }),
    },
    'obfuscation-null': {
      says: 'The obfuscation of every chunk is null.',
      also: ['stream/obfuscation-off'],
      ...inChunks({ obfuscation: null }),
    },
  },
})
