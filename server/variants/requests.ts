/** Legal differences in what a server accepts, and in how it refuses. */
import { list, object, objects, textOf } from '../loose.ts'
import { refuse } from '../refuse.ts'
import type { Asked, Body, Refusal, Variant } from '../twist.ts'
import { knownMember } from '../validate.ts'

const unsupported = 'An optional feature may be refused with an error, so that the caller notices.'

/** Refuses every valid request that uses a feature. */
function refuseFeature(param: string, uses: (body: Body) => boolean): Pick<Variant, 'refusal'> {
  const refusal = refuse(param, 'unsupported_parameter', `'${param}' is not supported by this model.`)
  return { refusal: (earlier, { body }: Asked) => earlier ?? (body && uses(body) ? refusal : undefined) }
}

function hasPart(body: Body, type: string): boolean {
  return objects(body.messages).some(({ content }) => objects(content).some((part) => part.type === type))
}

const formatOf = (body: Body) => object(body.response_format)?.type

/** Every object of a schema requires all its properties and forbids others. */
function inSubset(schema: unknown): boolean {
  const rule = object(schema)
  if (!rule) return true
  const properties = object(rule.properties)
  const required = new Set(list(rule.required))
  const isClosed =
    !properties || (rule.additionalProperties === false && Object.keys(properties).every((name) => required.has(name)))
  const parts = [
    ...Object.values(properties ?? {}),
    ...Object.values(object(rule.$defs) ?? {}),
    ...list(rule.anyOf),
    rule.items,
  ]
  return isClosed && parts.every(inSubset)
}

function strictSchemas(body: Body): unknown[] {
  const format = object(object(body.response_format)?.json_schema)
  const functions = objects(body.tools).map((tool) => object(tool.function))
  return [
    ...(format?.strict === true ? [format.schema] : []),
    ...functions.flatMap((fn) => (fn?.strict === true ? [fn.parameters] : [])),
  ]
}

const isValidation = (refusal: Refusal | undefined, { body }: Asked) => refusal?.status === 400 && body !== undefined

export default {
  'status-422': {
    says: 'A body that is JSON but not a valid request is refused with 422, not 400.',
    allowed: 'Any 4xx means that the request is invalid; no status but 429 is published.',
    refusal: (refusal, asked) => (refusal && isValidation(refusal, asked) ? { ...refusal, status: 422 } : refusal),
  },
  'unknown-parameters-ignored': {
    says: 'Parameters that the contract does not define are ignored.',
    allowed: 'The published request schema is open.',
    request: (body) => {
      for (const name of Object.keys(body)) if (!knownMember(name)) delete body[name]
    },
  },
  'nulls-accepted-everywhere': {
    says: 'null is accepted for every optional parameter.',
    allowed: 'A server may accept more than the contract requires.',
    request: (body) => {
      for (const name of Object.keys(body))
        if (body[name] === null && name !== 'messages' && name !== 'model') delete body[name]
    },
  },
  'error-without-details': {
    says: 'The param and code of errors are null.',
    allowed: 'Both are nullable, and null in several errors of OpenAI.',
    error: ({ error }) => {
      Object.assign(error, { param: null, code: null })
    },
  },
  'error-extra-members': {
    says: 'Errors have vendor fields, next to the error object and in it.',
    allowed: 'The published schemas are open.',
    error: (body) => {
      body.status = 400
      body.error.innererror = { code: 'None' }
    },
  },
  'challenge-with-realm': {
    says: 'The WWW-Authenticate of a 401 has a realm and an error.',
    allowed: 'A challenge may have parameters (RFC 9110).',
    reply: (reply) => {
      if (reply.status === 401) reply.headers['www-authenticate'] = 'Bearer realm="api", error="invalid_token"'
    },
  },
  'json-object-needs-the-word': {
    says: 'json_object is refused unless a message mentions JSON.',
    allowed: 'OpenAI does so.',
    refusal: (refusal, { body }) => {
      if (refusal || !body || formatOf(body) !== 'json_object') return refusal
      const mentionsJson = objects(body.messages).some(({ content }) => /json/i.test(textOf(content)))
      return mentionsJson ? undefined : refuse('messages', null, "'messages' must mention JSON to use 'json_object'.")
    },
  },
  'strict-subset-only': {
    says: 'Strict schemas are refused unless every object requires all its properties and forbids others.',
    allowed: 'OpenAI supports only this subset.',
    refusal: (refusal, { body }) => {
      if (refusal || !body || strictSchemas(body).every(inSubset)) return refusal
      return refuse(
        'response_format',
        'invalid_value',
        'A strict schema must close every object and require its members.',
      )
    },
  },
  'refuses-logprobs': {
    says: 'logprobs is refused.',
    allowed: unsupported,
    ...refuseFeature('logprobs', ({ logprobs }) => logprobs === true),
  },
  'refuses-n': {
    says: 'More than one choice is refused.',
    allowed: unsupported,
    ...refuseFeature('n', ({ n }) => Number(n ?? 1) > 1),
  },
  'refuses-streams': {
    says: 'stream: true is refused.',
    allowed: unsupported,
    ...refuseFeature('stream', ({ stream }) => stream === true),
  },
  'refuses-stream-usage': {
    says: 'include_usage is refused.',
    allowed: unsupported,
    ...refuseFeature('stream_options', ({ stream_options: options }) => options !== undefined && options !== null),
  },
  'refuses-stop': {
    says: 'stop is refused, as by reasoning models.',
    allowed: unsupported,
    ...refuseFeature('stop', ({ stop }) => stop !== undefined && stop !== null),
  },
  'refuses-max-tokens': {
    says: 'max_tokens is refused in favour of max_completion_tokens, as by reasoning models.',
    allowed: unsupported,
    ...refuseFeature('max_tokens', ({ max_tokens: limit }) => limit !== undefined && limit !== null),
  },
  'refuses-strict-tools': {
    says: 'Strict tools are refused.',
    allowed: unsupported,
    ...refuseFeature('tools', ({ tools }) => /"strict":true/.test(JSON.stringify(tools ?? null))),
  },
  'refuses-forced-calls': {
    says: 'Every tool_choice but none and auto is refused.',
    allowed: unsupported,
    ...refuseFeature('tool_choice', ({ tool_choice: choice }) => choice === 'required' || typeof choice === 'object'),
  },
  'refuses-metadata-unstored': {
    says: 'metadata is refused unless the completion is stored.',
    allowed: 'OpenAI did so: metadata belongs to stored completions.',
    ...refuseFeature('metadata', ({ metadata, store }) => object(metadata) !== undefined && store !== true),
  },
  'refuses-system-role': {
    says: 'System and developer messages are refused.',
    allowed: 'The supported roles depend on the model: o1-mini of OpenAI refused both.',
    ...refuseFeature('messages', (body) =>
      objects(body.messages).some(({ role }) => /^(system|developer)$/.test(String(role))),
    ),
  },
  'refuses-images': {
    says: 'Images are refused, as by a text-only model.',
    allowed: unsupported,
    ...refuseFeature('messages', (body) => hasPart(body, 'image_url')),
  },
  'refuses-audio-and-files': {
    says: 'Audio input and output and files are refused.',
    allowed: unsupported,
    ...refuseFeature(
      'messages',
      (body) => hasPart(body, 'input_audio') || hasPart(body, 'file') || object(body.audio) !== undefined,
    ),
  },
  'refuses-tools': {
    says: 'Tools are refused.',
    allowed: unsupported,
    ...refuseFeature('tools', ({ tools }) => list(tools).length > 0),
  },
  'refuses-legacy-functions': {
    says: 'The deprecated functions parameter is refused.',
    allowed: unsupported,
    ...refuseFeature('functions', ({ functions }) => list(functions).length > 0),
  },
  'refuses-json-schema': {
    says: 'json_schema is refused.',
    allowed: unsupported,
    ...refuseFeature('response_format', (body) => formatOf(body) === 'json_schema'),
  },
  'refuses-logit-bias': {
    says: 'logit_bias is refused.',
    allowed: unsupported,
    ...refuseFeature('logit_bias', ({ logit_bias }) => Object.keys(object(logit_bias) ?? {}).length > 0),
  },
  'models-many': {
    says: 'The list of models is long and has vendor fields.',
    allowed: 'The list may hold any number of models.',
    models: (list) => {
      const [first] = list.data
      for (let i = 0; i < 300; i++)
        list.data.push({ ...first, id: `vendor/model-${i}`, owned_by: 'vendor', shutdown_date: null, permission: [] })
    },
  },
  'models-details': {
    says: 'Models have shutdown_date, root and parent.',
    allowed: 'shutdown_date is published; other fields are legal.',
    models: (models) => {
      for (const model of models.data)
        Object.assign(model, { shutdown_date: '2030-12-31', root: model.id, parent: null })
    },
    model: (model) => {
      Object.assign(model, { shutdown_date: '2030-12-31', root: model.id, parent: null })
    },
  },
  'error-codes-own': {
    says: 'Errors have types and codes of their own, and param is a path into the body.',
    allowed: 'type and code are strings that no list restricts; param is a string or null.',
    error: (body) => {
      body.error.type = 'BadRequestError'
      body.error.code = 'bad_request'
      if (body.error.param) body.error.param = `body.${body.error.param}`
    },
  },
} satisfies Record<string, Variant>
