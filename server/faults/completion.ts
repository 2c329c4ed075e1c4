/** Completions of a wrong shape or with wrong values. */
import type { Fault, Loose, Twist } from '../twist.ts'

/** Changes what carries id, created and model: a completion, and every chunk. */
const everyEnvelope = (change: (envelope: Loose) => void): Pick<Twist, 'completion' | 'chunks'> => ({
  completion: (completion) => change(completion),
  chunks: (chunks) => {
    for (const chunk of chunks) change(chunk)
  },
})

export default {
  'created-in-milliseconds': {
    says: 'created of a completion counts milliseconds.',
    breaks: 'completion/created-integer',
    seen: 'https://github.com/mlc-ai/web-llm/issues/829',
    completion: (completion) => {
      completion.created *= 1000
    },
  },
  'created-in-milliseconds-streamed': {
    says: 'created of a chunk counts milliseconds.',
    breaks: 'completion/created-integer',
    seen: 'https://github.com/EricLBuehler/mistral.rs/issues/1805',
    chunks: (chunks) => {
      for (const chunk of chunks) chunk.created *= 1000
    },
  },
  'created-float': {
    says: 'created has a fraction.',
    breaks: 'completion/created-integer',
    seen: 'https://github.com/envoyproxy/ai-gateway/pull/962',
    completion: (completion) => {
      completion.created += 0.492141
    },
  },
  'created-float-streamed': {
    says: 'created of a chunk has a fraction.',
    breaks: 'json/integer-fields',
    seen: 'https://github.com/siyuan-note/siyuan/issues/14787',
    chunks: (chunks) => {
      for (const chunk of chunks) chunk.created += 0.492141
    },
  },
  'created-text': {
    says: 'created is the number as text.',
    breaks: 'completion/created-integer',
    seen: 'https://github.com/QuantumNous/new-api/issues/1131',
    completion: (completion) => {
      completion.created = String(completion.created)
    },
  },
  'created-zero': {
    says: 'created is 0.',
    breaks: 'completion/created-integer',
    ...everyEnvelope((envelope) => {
      envelope.created = 0
    }),
  },
  'created-constant': {
    says: 'created is the same in every reply.',
    breaks: 'completion/created-plausible',
    ...everyEnvelope((envelope) => {
      envelope.created = 1_677_652_288
    }),
  },
  'created-local-time': {
    says: 'created is the local time of a place eight hours ahead.',
    breaks: 'completion/created-plausible',
    ...everyEnvelope((envelope) => {
      envelope.created += 8 * 3600
    }),
  },
  'id-empty': {
    says: 'id of a completion is empty.',
    breaks: 'completion/id-non-empty',
    seen: 'https://github.com/inferencerlabs/inferencer-feedback/issues/42',
    completion: (completion) => {
      completion.id = ''
    },
  },
  'id-empty-streamed': {
    says: 'id of every chunk is empty.',
    breaks: 'completion/id-non-empty',
    seen: 'https://github.com/huggingface/text-generation-inference/issues/1782',
    chunks: (chunks) => {
      for (const chunk of chunks) chunk.id = ''
    },
  },
  'id-constant': {
    says: 'Every reply has the same id.',
    breaks: 'completion/id-unique',
    ...everyEnvelope((envelope) => {
      envelope.id = 'chatcmpl-0'
    }),
  },
  'id-low-entropy': {
    says: 'id is one of a hundred numbers.',
    breaks: 'completion/id-unique',
    seen: 'https://github.com/ollama/ollama/pull/15089',
    completion: (completion, { count }) => {
      completion.id = `chatcmpl-${(count * 37) % 100}`
    },
  },
  'object-text-completion': {
    says: 'Completions call themselves text_completion.',
    breaks: 'completion/object-const',
    completion: (completion) => {
      completion.object = 'text_completion'
    },
  },
  'object-empty': {
    says: 'object is empty.',
    breaks: 'completion/object-const',
    seen: 'https://github.com/langgenius/dify/pull/3506',
    completion: (completion) => {
      completion.object = ''
    },
  },
  'model-empty': {
    says: 'model is empty.',
    breaks: 'completion/model-names-served-model',
    seen: 'https://github.com/ggml-org/llama.cpp/issues/14268',
    ...everyEnvelope((envelope) => {
      envelope.model = ''
    }),
  },
  'model-of-another': {
    says: 'model is the name of a model that was not asked for.',
    breaks: 'completion/model-names-served-model',
    ...everyEnvelope((envelope) => {
      envelope.model = 'gpt-3.5-turbo'
    }),
  },
  'usage-missing': {
    says: 'A completion has no usage.',
    breaks: 'completion/usage-present',
    seen: 'https://github.com/openvinotoolkit/model_server/issues/2626',
    completion: (completion) => {
      delete completion.usage
    },
  },
  'usage-in-first-choice': {
    says: 'usage of a completion stands in its first choice.',
    breaks: 'completion/usage-present',
    completion: (completion) => {
      completion.choices[0].usage = completion.usage
      delete completion.usage
    },
  },
  'fingerprint-null': {
    says: 'system_fingerprint is null.',
    breaks: 'completion/system-fingerprint-type',
    ...everyEnvelope((envelope) => {
      envelope.system_fingerprint = null
    }),
  },
  'fingerprint-number': {
    says: 'system_fingerprint is a number.',
    breaks: 'completion/system-fingerprint-type',
    ...everyEnvelope((envelope) => {
      envelope.system_fingerprint = 7
    }),
  },
  'service-tier-unknown': {
    says: 'service_tier is a tier that the contract does not know.',
    breaks: 'completion/service-tier-enum',
    ...everyEnvelope((envelope) => {
      envelope.service_tier = 'on_demand'
    }),
  },
  'service-tier-empty': {
    says: 'service_tier of a completion is empty.',
    breaks: 'completion/service-tier-enum',
    completion: (completion) => {
      completion.service_tier = ''
    },
  },
  'service-tier-number': {
    says: 'service_tier is a number.',
    breaks: 'completion/optional-members',
    completion: (completion) => {
      completion.service_tier = 1
    },
  },
  'metadata-text': {
    says: 'metadata is a text.',
    breaks: 'completion/optional-members',
    completion: (completion) => {
      completion.metadata = 'none'
    },
  },
  'moderation-of-input-only': {
    says: 'moderation says nothing of the output.',
    breaks: 'completion/optional-members',
    completion: (completion) => {
      completion.moderation = { input: { type: 'moderation_results', model: 'm', results: [] } }
    },
  },
  'obfuscation-null': {
    says: 'Chunks have obfuscation: null.',
    breaks: 'completion/optional-members',
    also: ['stream/obfuscation-off'],
    chunks: (chunks) => {
      for (const chunk of chunks) chunk.obfuscation = null
    },
  },
} satisfies Record<string, Fault>
