/** Structured output that is missing, or not the one that was requested. */
import { object, parse } from '../loose.ts'
import type { Answer, Asked, Fault, Loose } from '../twist.ts'
import { inAnswers, replaceFinish, setText } from './_answers.ts'
import { defineFaults } from './_define.ts'
import { acceptRequests, ignoreParams, messagesOf, refuseRequests, setStatus } from './_requests.ts'

function formatOf({ body }: Asked): Loose {
  return body?.response_format ?? {}
}

/** Rewrites structured output: that of json_object, of strict schemas, or of other schemas. */
function inFormat(
  which: 'json_object' | 'strict' | 'not-strict',
  change: (text: string, answer: Answer) => string | null,
): Pick<Fault, 'answers'> {
  return inAnswers((answer, asked) => {
    const { type, json_schema: schema } = formatOf(asked)
    const schemaKind = schema?.strict === true ? 'strict' : 'not-strict'
    if (which !== (type === 'json_schema' ? schemaKind : type)) return
    if (answer.text !== null && answer.finish === 'stop') setText(answer, change(answer.text, answer))
  })
}

/** Moves the text to the reasoning. */
const toReasoning = (text: string, answer: Answer) => {
  answer.reasoning = text
  return null
}

type Entries = [string, unknown][]

/** Rewrites the fields of an object in the JSON text; a text that was cut stays as it is. */
const inFields = (change: (entries: Entries) => Entries) =>
  inFormat('strict', (text) => {
    const value = object(parse(text))
    return value ? JSON.stringify(Object.fromEntries(change(Object.entries(value)))) : text
  })

/** Ignores a keyword of strict schemas: the output is what the prompt of a case asks for. */
function ignoreKeyword(keyword: string, output: unknown) {
  return {
    says: `The keyword ${keyword} of a strict schema has no effect.`,
    ...inAnswers((answer, asked) => {
      const { json_schema: schema } = formatOf(asked)
      const { value } = schema?.schema?.properties ?? {}
      if (schema?.strict === true && value && keyword in value) setText(answer, JSON.stringify({ value: output }))
    }),
  }
}

export default defineFaults({
  'structured/format-followed': {
    'strict-format-ignored': ignoreKeyword('format', 'tomorrow'),
  },
  'structured/json-object': {
    'json-object-ignored': {
      says: 'response_format json_object is accepted and has no effect.',
      seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
      ...inFormat('json_object', () => 'Sure! The city is Oslo.'),
    },
    'json-object-in-code-fence': {
      says: 'The output of json_object is wrapped in a code fence.',
      ...inFormat('json_object', (text) => `\`\`\`json\n${text}\n\`\`\``),
    },
    'json-object-in-the-thoughts': {
      says: 'The output of json_object is in the reasoning, and content is null.',
      ...inFormat('json_object', toReasoning),
    },
  },
  'structured/json-object-is-object': {
    'json-object-is-number': { says: 'The output of json_object is a number.', ...inFormat('json_object', () => '42') },
    'json-object-in-list': {
      says: 'The output of json_object is an array that holds the object.',
      ...inFormat('json_object', (text) => `[${text}]`),
    },
  },
  'structured/json-schema-strict': {
    'strict-minimum-ignored': ignoreKeyword('minimum', 5),
    'strict-maximum-ignored': ignoreKeyword('maximum', 500),
    'strict-multiple-ignored': ignoreKeyword('multipleOf', 10),
    'strict-min-items-ignored': ignoreKeyword('minItems', [1, 2]),
    'strict-max-items-ignored': ignoreKeyword('maxItems', [1, 2, 3, 4]),
    'strict-pattern-ignored': ignoreKeyword('pattern', 'hello'),
    'strict-schema-ignored': {
      says: 'A strict json_schema is accepted and has no effect.',
      seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
      ...inFormat('strict', () => 'The sea is wide, the sea is blue.'),
    },
    'schema-ignored-in-later-turns': {
      says: 'A json_schema has no effect in a conversation that already has an assistant message.',
      ...ignoreParams(
        ['response_format'],
        (body) =>
          body.response_format?.type === 'json_schema' && messagesOf(body).some(({ role }) => role === 'assistant'),
      ),
    },
    'strict-schema-wrapper-followed': {
      says: 'The object around a strict schema is used as the schema.',
      seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
      ...inFormat('strict', () => '100'),
    },
    'strict-json-in-the-thoughts': {
      says: 'The output of a strict schema is in the reasoning, and content is null.',
      seen: 'https://github.com/vllm-project/vllm/issues/48863',
      ...inFormat('strict', toReasoning),
    },
    'strict-json-with-more': {
      says: 'The output of a strict schema has a field that the schema does not allow.',
      ...inFields((entries) => [...entries, ['remark', 'none']]),
    },
    'strict-json-as-text': {
      says: 'Numbers in the output of a strict schema are strings.',
      ...inFormat('strict', (text) => text.replace(/(?<=[:,[])\d+/g, '"$&"')),
    },
  },
  'structured/json-schema-non-strict': {
    'loose-schema-ignored': {
      says: 'A json_schema that is not strict has no effect.',
      ...inFormat('not-strict', () => 'The city is Oslo.'),
    },
    'loose-schema-wrapper-followed': {
      says: 'The object around a schema that is not strict is used as the schema.',
      seen: 'https://github.com/NVIDIA/TensorRT/issues/4855',
      ...inFormat('not-strict', () => '100'),
    },
  },
  'structured/key-order': {
    'keys-sorted': {
      says: 'The keys of structured output are sorted by name.',
      ...inFields((entries) => entries.sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    'keys-reversed': {
      says: 'The keys of structured output are in reverse order.',
      ...inFields((entries) => entries.reverse()),
    },
  },
  'structured/truncation-flagged': {
    'cut-json-finishes-with-stop': {
      says: 'The finish_reason of structured output that the token limit cut is stop.',
      ...replaceFinish('length', 'stop', (_, asked) => formatOf(asked).type),
    },
    'cut-json-finishes-with-stop-in-streams': {
      says: 'The finish_reason of streamed structured output that the token limit cut is stop.',
      ...replaceFinish('length', 'stop', (_, asked) => asked.streamed && formatOf(asked).type),
    },
  },
  'structured/no-trailing-blanks': {
    'strict-json-runs-on-in-blanks': {
      says: 'The output of a strict schema runs on in tabs until the token limit.',
      ...inAnswers((answer, asked) => {
        const { json_schema: schema } = formatOf(asked)
        const room = Number(asked.body?.max_completion_tokens) - answer.tokens.length
        if (schema?.strict !== true || answer.finish !== 'stop' || !(room > 0)) return
        setText(answer, answer.text + '\t'.repeat(room))
        answer.finish = 'length'
      }),
    },
  },
  'structured/text-format-accepted': {
    'text-format-refused': {
      says: 'response_format text is refused.',
      ...refuseRequests((_, asked) => formatOf(asked).type === 'text'),
    },
  },
  'structured/invalid-format-error': {
    'unknown-format-accepted': {
      says: 'A response_format that does not exist is accepted.',
      ...acceptRequests(({ param }) => param?.startsWith('response_format')),
    },
    'unknown-format-refused-as-missing': {
      says: 'A json_schema without a name is answered with status 404.',
      ...setStatus(404, ({ param }) => param === 'response_format.json_schema.name'),
    },
  },
})
