/** Legal differences in the fields of completions and chunks. */
import { randomUUID } from 'node:crypto'
import type { Asked, Loose, Variant } from '../twist.ts'
import { eachChoice, eachChunk } from './_edit.ts'

const optional = 'The field is optional in the published schema.'
const extension = 'The published schemas are open: fields that they do not describe are legal everywhere.'

/** The same change to a completion and to each chunk. */
function everywhere(change: (object: Loose, asked: Asked) => void): Pick<Variant, 'completion' | 'chunks'> {
  return {
    completion: (completion, asked) => {
      change(completion, asked)
    },
    chunks: (chunks, asked) => eachChunk(chunks, (chunk) => change(chunk, asked)),
  }
}

/** The same change to each choice of a completion and of each chunk. */
function everyChoice(change: (choice: Loose) => void): Pick<Variant, 'completion' | 'chunks'> {
  return {
    completion: (completion) => completion.choices.forEach(change),
    chunks: (chunks) => eachChoice(chunks, change),
  }
}

function everyEntry(change: (entry: Loose) => void): Pick<Variant, 'completion' | 'chunks'> {
  return everyChoice((choice) => choice.logprobs?.content?.forEach(change))
}

function onUsage(change: (usage: Loose) => void): Pick<Variant, 'completion' | 'chunks'> {
  return everywhere((object) => object.usage && change(object.usage))
}

const safe = { filtered: false, severity: 'safe' }
const filtered = { hate: safe, self_harm: safe, sexual: safe, violence: safe }

export default {
  'ids-uuid': {
    says: 'The ids of completions are plain UUIDs.',
    allowed: 'An id is any string that is unique.',
    completion: (completion) => {
      completion.id = randomUUID()
    },
    chunks: (chunks) => {
      const id = randomUUID()
      for (const chunk of chunks) chunk.id = id
    },
  },
  'call-ids-short': {
    says: 'The ids of tool calls are nine letters and digits.',
    allowed: 'An id is any string that is unique.',
    answers: (answers) => {
      for (const call of answers.flatMap((answer) => answer.calls)) call.id = call.id.slice(-9)
    },
  },
  'model-snapshot': {
    says: 'model names a dated snapshot of the requested model.',
    allowed: 'The field names the model that was used; OpenAI resolves aliases to snapshots.',
    ...everywhere((object) => {
      object.model = `${object.model}-2026-01-01`
    }),
  },
  'fingerprint-per-reply': {
    says: 'Each reply has another system_fingerprint.',
    allowed: 'The field names the backend configuration, and a load balancer may choose another for each request.',
    completion: (completion, { count }) => {
      completion.system_fingerprint = `fp_${count}`
    },
    chunks: (chunks, { count }) =>
      eachChunk(chunks, (chunk) => {
        chunk.system_fingerprint = `fp_${count}`
      }),
  },
  'prompt-with-preamble': {
    says: 'A hidden preamble adds 500 tokens to each prompt.',
    allowed: 'prompt_tokens counts the complete prompt, and a chat template may add to it.',
    ...onUsage((usage) => {
      usage.prompt_tokens += 500
      usage.total_tokens += 500
    }),
  },
  'no-system-fingerprint': {
    says: 'Replies have no system_fingerprint.',
    allowed: optional,
    ...everywhere((object) => delete object.system_fingerprint),
  },
  'no-service-tier': {
    says: 'Replies have no service_tier.',
    allowed: optional,
    ...everywhere((object) => delete object.service_tier),
  },
  'service-tier-null': {
    says: 'service_tier is null.',
    allowed: 'The published ServiceTier is nullable.',
    ...everywhere((object) => {
      object.service_tier = null
    }),
  },
  'no-usage-details': {
    says: 'usage has only the three counts.',
    allowed: optional,
    ...onUsage((usage) => {
      delete usage.prompt_tokens_details
      delete usage.completion_tokens_details
    }),
  },
  'usage-more-details': {
    says: 'usage counts cached, written, text and image tokens, and has vendor fields.',
    allowed: 'The published details have these fields; others are legal.',
    ...onUsage((usage) => {
      const cached_tokens = Math.floor(usage.prompt_tokens / 2)
      const details = { cached_tokens, cache_write_tokens: 0, text_tokens: 1, image_tokens: 0 }
      usage.prompt_tokens_details = { ...usage.prompt_tokens_details, ...details }
      usage.completion_tokens_details = { ...usage.completion_tokens_details, text_tokens: usage.completion_tokens }
      usage.total_time = 0.25
    }),
  },
  'no-annotations': {
    says: 'Messages have no annotations.',
    allowed: optional,
    completion: ({ choices }) => {
      for (const { message } of choices) delete message.annotations
    },
  },
  'audio-null': {
    says: 'The audio of messages is null.',
    allowed: 'The field is nullable in the published schema.',
    completion: ({ choices }) =>
      choices.forEach(({ message }: Loose) => {
        message.audio ??= null
      }),
  },
  'moderation-null': {
    says: 'The moderation of replies is null.',
    allowed: 'The field is nullable in the published schema.',
    ...everywhere((object) => {
      object.moderation ??= null
    }),
  },
  'metadata-echoed': {
    says: 'A completion repeats the metadata of its request.',
    allowed: 'The published response has the field.',
    completion: (completion, { body }) => {
      completion.metadata = body?.metadata ?? {}
    },
  },
  'extra-fields': {
    says: 'Every object has fields that the contract does not define.',
    allowed: extension,
    completion: (completion) => {
      completion.x_vendor = { trace: 'abc' }
      if (completion.usage) completion.usage.queue_time = 0.01
      for (const choice of completion.choices) {
        choice.stop_reason = null
        choice.message.x_parsed = null
        for (const call of choice.message.tool_calls ?? []) call.index = 0
      }
    },
    chunks: (chunks) => {
      eachChunk(chunks, (chunk) => {
        chunk.x_vendor = { trace: 'abc' }
      })
      eachChoice(chunks, (choice) => {
        choice.token_ids = null
        choice.delta.x_note = ''
      })
    },
    models: (list) => {
      list.models = []
      for (const model of list.data) model.max_model_len = 8192
    },
    error: (body) => {
      body.request_id = 'abc'
      body.error.details = []
    },
  },
  'azure-filter-results': {
    says: 'Replies have the results of a content filter.',
    allowed: extension,
    completion: (completion) => {
      completion.prompt_filter_results = [{ prompt_index: 0, content_filter_results: filtered }]
      for (const choice of completion.choices) choice.content_filter_results = filtered
    },
    chunks: (chunks) =>
      eachChoice(chunks, (choice) => {
        choice.content_filter_results = {}
      }),
  },
  'bytes-null': {
    says: 'The bytes of all candidates is null.',
    allowed: 'The published schema allows null for tokens without a byte representation.',
    ...everyEntry((entry) => {
      for (const candidate of entry.top_logprobs) candidate.bytes = null
    }),
  },
  'fewer-candidates': {
    says: 'top_logprobs lists fewer candidates than requested.',
    allowed: 'The contract says that there can be fewer entries.',
    ...everyEntry((entry) => {
      entry.top_logprobs = entry.top_logprobs.slice(0, 1)
    }),
  },
  'logprob-ids': {
    says: 'The entries of logprobs have token ids.',
    allowed: extension,
    ...everyEntry((entry) => {
      entry.id = 42
    }),
  },
} satisfies Record<string, Variant>
