/** Structured output that is none, or not the one that was asked for. */
import { refuse } from '../refuse.ts'
import type { Answer, Asked, Fault, Loose } from '../twist.ts'
import { accepting, messages, refusing, say } from './_said.ts'

function formatOf({ body }: Asked): Loose {
  return body?.response_format ?? {}
}

/** Rewrites the texts that answer a format; those of strict schemas, or all others. */
function inFormat(
  which: 'json_object' | 'strict' | 'not-strict',
  change: (text: string, answer: Answer) => string | null,
): Pick<Fault, 'answers'> {
  return {
    answers: (answers, asked) => {
      const { type, json_schema: schema } = formatOf(asked)
      const isStrict = schema?.strict === true ? 'strict' : 'not-strict'
      if (which !== (type === 'json_schema' ? isStrict : type)) return
      for (const answer of answers)
        if (answer.text !== null && answer.finish === 'stop') say(answer, change(answer.text, answer))
    },
  }
}

/** The members of an object rewritten; another value is left as it is. */
function members(text: string, change: (entries: [string, unknown][]) => [string, unknown][]): string {
  return JSON.stringify(Object.fromEntries(change(Object.entries(JSON.parse(text)))))
}

export default {
  'json-object-ignored': {
    says: 'response_format json_object is accepted and has no effect.',
    breaks: 'structured/json-object',
    seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
    ...inFormat('json_object', () => 'Sure! The city is Oslo.'),
  },
  'json-object-in-code-fence': {
    says: 'The JSON of json_object is wrapped in a code fence.',
    breaks: 'structured/json-object',
    ...inFormat('json_object', (text) => `\`\`\`json\n${text}\n\`\`\``),
  },
  'json-object-in-the-thoughts': {
    says: 'The JSON of json_object stands in the reasoning, and the content is null.',
    breaks: 'structured/json-object',
    ...inFormat('json_object', (text, answer) => {
      answer.reasoning = text
      return null
    }),
  },
  'json-object-is-number': {
    says: 'The JSON of json_object is a number.',
    breaks: 'structured/json-object-is-object',
    ...inFormat('json_object', () => '42'),
  },
  'json-object-in-list': {
    says: 'The JSON of json_object is a list with the object.',
    breaks: 'structured/json-object-is-object',
    ...inFormat('json_object', (text) => `[${text}]`),
  },
  'strict-schema-ignored': {
    says: 'A strict json_schema is accepted and has no effect.',
    breaks: 'structured/json-schema-strict',
    seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
    ...inFormat('strict', () => 'The sea is wide, the sea is blue.'),
  },
  'schema-ignored-in-later-turns': {
    says: 'A response_format has no effect in a conversation that already has an answer.',
    breaks: 'structured/json-schema-strict',
    request: (body) => {
      if (messages(body).some(({ role }) => role === 'assistant')) delete body.response_format
    },
  },
  'strict-schema-wrapper-followed': {
    says: 'The object around a strict schema is taken for the schema.',
    breaks: 'structured/json-schema-strict',
    seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
    ...inFormat('strict', () => '100'),
  },
  'strict-json-in-the-thoughts': {
    says: 'The JSON of a strict schema stands in the reasoning, and the content is null.',
    breaks: 'structured/json-schema-strict',
    seen: 'https://github.com/vllm-project/vllm/issues/48863',
    ...inFormat('strict', (text, answer) => {
      answer.reasoning = text
      return null
    }),
  },
  'strict-json-with-more': {
    says: 'The JSON of a strict schema has a member that the schema does not allow.',
    breaks: 'structured/json-schema-strict',
    ...inFormat('strict', (text) => members(text, (all) => [...all, ['remark', 'none']])),
  },
  'strict-json-as-text': {
    says: 'Numbers in the JSON of a strict schema are strings.',
    breaks: 'structured/json-schema-strict',
    ...inFormat('strict', (text) => text.replace(/(?<=[:,[])\d+/g, '"$&"')),
  },
  'loose-schema-ignored': {
    says: 'A json_schema that is not strict has no effect.',
    breaks: 'structured/json-schema-non-strict',
    ...inFormat('not-strict', () => 'The city is Oslo.'),
  },
  'loose-schema-wrapper-followed': {
    says: 'The object around a schema that is not strict is taken for the schema.',
    breaks: 'structured/json-schema-non-strict',
    seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
    ...inFormat('not-strict', () => '100'),
  },
  'keys-sorted': {
    says: 'The members of structured output are sorted by name.',
    breaks: 'structured/key-order',
    ...inFormat('strict', (text) => members(text, (all) => all.sort(([a], [b]) => (a < b ? -1 : 1)))),
  },
  'keys-reversed': {
    says: 'The members of structured output come in the reverse order.',
    breaks: 'structured/key-order',
    ...inFormat('strict', (text) => members(text, (all) => all.reverse())),
  },
  'cut-json-finishes-with-stop': {
    says: 'Structured output that the limit cut ends with stop.',
    breaks: 'structured/truncation-flagged',
    also: ['structured/json-schema-strict'],
    answers: (answers, asked) => {
      for (const answer of answers) if (formatOf(asked).type && answer.finish === 'length') answer.finish = 'stop'
    },
  },
  'cut-json-finishes-with-stop-in-streams': {
    says: 'Streamed structured output that the limit cut ends with stop.',
    breaks: 'structured/json-schema-strict',
    answers: (answers, asked) => {
      for (const answer of answers)
        if (asked.streamed && formatOf(asked).type && answer.finish === 'length') answer.finish = 'stop'
    },
  },
  'text-format-refused': {
    says: 'response_format text is refused.',
    breaks: 'structured/text-format-accepted',
    ...refusing((_, asked) => formatOf(asked).type === 'text'),
  },
  'unknown-format-accepted': {
    says: 'A response_format that does not exist is accepted.',
    breaks: 'structured/invalid-format-error',
    ...accepting(({ param }) => param?.startsWith('response_format')),
  },
  'unknown-format-refused-as-missing': {
    says: 'A response_format without a name is answered with 404.',
    breaks: 'structured/invalid-format-error',
    refusal: (found) =>
      found?.param === 'response_format.json_schema.name'
        ? { ...refuse(found.param, found.code, found.message), status: 404 }
        : found,
  },
} satisfies Record<string, Fault>
