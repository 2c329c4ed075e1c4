/** Completions with a wrong shape or wrong values, and chunks that share them. */
import { defineFaults } from './_define.ts'
import { inChunks, inCompletion, inEnvelopes, setField } from './_places.ts'

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
    'created-zero': setField('envelope', 'created', 0),
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
      ...setField('completion', 'id', ''),
      seen: 'https://github.com/inferencerlabs/inferencer-feedback/issues/42',
    },
    'id-empty-streamed': {
      ...setField('chunk', 'id', ''),
      seen: 'https://github.com/huggingface/text-generation-inference/issues/1782',
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
    'object-text-completion': setField('completion', 'object', 'text_completion'),
    'object-empty': {
      ...setField('completion', 'object', ''),
      seen: 'https://github.com/langgenius/dify/pull/3506',
    },
  },
  'completion/model-names-served-model': {
    'model-empty': {
      ...setField('envelope', 'model', ''),
      seen: 'https://github.com/ggml-org/llama.cpp/issues/14268',
    },
    'model-of-another': {
      says: 'model names a different model than the one requested.',
      ...inEnvelopes({ model: 'gpt-3.5-turbo' }),
    },
  },
  'completion/usage-present': {
    'usage-missing': {
      ...setField('completion', 'usage', undefined),
      seen: 'https://github.com/openvinotoolkit/model_server/issues/2626',
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
    'fingerprint-null': setField('envelope', 'system_fingerprint', null),
    'fingerprint-number': setField('envelope', 'system_fingerprint', 7),
  },
  'completion/service-tier-enum': {
    'service-tier-unknown': setField('envelope', 'service_tier', 'on_demand'),
    'service-tier-empty': setField('completion', 'service_tier', ''),
  },
  'completion/optional-members': {
    'service-tier-number': setField('completion', 'service_tier', 1),
    'metadata-text': setField('completion', 'metadata', 'none'),
    'moderation-of-input-only': {
      says: 'moderation has results for the input and none for the output.',
      ...inCompletion({ moderation: { input: { type: 'moderation_results', model: 'm', results: [] } } }),
    },
    'obfuscation-null': { ...setField('chunk', 'obfuscation', null), also: ['stream/obfuscation-off'] },
  },
})
