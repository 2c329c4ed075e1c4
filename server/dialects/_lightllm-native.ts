/**
 * LightLLM's own endpoints: `/generate`, `/generate_stream`, and `/`, where `stream` in the body decides. LightLLM has
 * them at the root of the server; here they are also below the base URL, so that a client needs only one base URL.
 */
import type { Dialect } from '../dialect.ts'
import type { Endpoint, Read } from '../endpoint.ts'
import { logprobsOf } from '../logprobs.ts'
import { integer as asInteger, object as asObject, string as asString, list, objects } from '../loose.ts'
import { refuse, refuseWith } from '../refuse.ts'
import { countTokens, tokenId, tokenOf } from '../tokens.ts'
import type { Answer, Asked, Body, Loose, Refusal, Reply } from '../twist.ts'
import { usageOf } from '../usage.ts'
import { anyObject, boolean, type Check, object, string } from '../validate/check.ts'
import { checkAudio, checkImage, decodeBase64, imageType } from '../validate/media.ts'
import { aboveZero, anything, nullableInteger, nullableNumber } from './_request.ts'

/** Unexpected errors are 417, for example a missing `parameters`. */
const unexpectedError = (message: string): Refusal => refuseWith(417, null, message)

const stopSequences: Check = (value, at) =>
  typeof value === 'string' || Array.isArray(value)
    ? undefined
    : refuse(at, null, `'${at}' is not a list of sequences.`)

const checkParameters = object(
  {},
  {
    max_new_tokens: nullableInteger(1),
    min_new_tokens: nullableInteger(1),
    do_sample: boolean,
    temperature: aboveZero(),
    top_p: aboveZero(1),
    top_k: nullableInteger(-1),
    presence_penalty: nullableNumber(0),
    frequency_penalty: nullableNumber(0),
    repetition_penalty: nullableNumber(1),
    stop_sequences: stopSequences,
    ignore_eos: boolean,
    n: nullableInteger(1, 8),
    best_of: nullableInteger(1, 8),
    seed: nullableInteger(),
    return_details: boolean,
  },
)

/** Tags for an image in the prompt, by model family. */
const pictureTag = /<img><\/img>|<image>|<\|vision_start\|><\|image_pad\|><\|vision_end\|>/g

/** The prompt must have one tag for each image, in the order of the array. */
function checkTags(inputs: unknown, images: readonly Body[]): Refusal | undefined {
  const imageCount = images.filter(({ type }) => type !== 'image_size').length
  const tags = String(inputs).match(pictureTag)?.length ?? 0
  if (typeof inputs !== 'string' || tags === imageCount) return undefined
  return refuse(null, null, `The prompt has ${tags} image tags, but there are ${imageCount} images.`)
}

const medium = object({ type: string(), data: anything })

function checkMedium(kind: 'images' | 'audios', item: Body, at: string): Refusal | undefined {
  const wrong = medium(item, at)
  if (wrong) return unexpectedError(wrong.message)
  if (item.type === 'url' && /^https?:/.test(String(item.data))) return undefined
  if (item.type === 'image_size' && kind === 'images' && list(item.data).length === 2) return undefined
  const bytes = item.type === 'base64' ? decodeBase64(String(item.data)) : undefined
  if (!bytes) return refuse(null, null, `${at} cannot be read as ${item.type}.`)
  return kind === 'images' ? checkImage(bytes, at) : checkAudio(String(item.data), formatOf(bytes), at)
}

const formatOf = (bytes: Buffer): string => (bytes.toString('latin1', 0, 4) === 'RIFF' ? 'wav' : 'mp3')

function refusalOf(body: Body): Refusal | undefined {
  const { inputs, multimodal_params: media } = body
  if (typeof inputs !== 'string' && !Array.isArray(inputs)) return unexpectedError("'inputs'")
  const parameters = asObject(body.parameters)
  if (!parameters) return unexpectedError("'parameters'")
  const wrong = checkParameters(parameters, 'parameters')
  if (wrong) return wrong
  const { n, best_of = n ?? 1, prompt_logprobs } = parameters
  if (n !== undefined && n !== best_of) return refuse(null, null, 'n must be equal to best_of.')
  if (!isSchema(parameters.guided_json)) return refuse(null, null, 'guided_json is not a JSON Schema.')
  if (prompt_logprobs !== undefined)
    return refuse(null, null, 'prompt_logprobs must be enabled when the server is started.')
  if (media !== undefined && anyObject(media, '')) return unexpectedError("'multimodal_params' is not an object.")
  for (const kind of ['images', 'audios'] as const)
    for (const [i, item] of objects(asObject(media)?.[kind]).entries()) {
      const refusal = checkMedium(kind, item, `${kind}[${i}]`)
      if (refusal) return refusal
    }
  return checkTags(inputs, objects(asObject(media)?.images))
}

/** A schema, as an object or as a JSON string. */
function isSchema(value: unknown): boolean {
  if (typeof value !== 'string') return value === undefined || asObject(value) !== undefined
  try {
    return asObject(JSON.parse(value)) !== undefined
  } catch {
    return false
  }
}

/** The text of a prompt; token ids mean the words of the reference server's list. */
function words(inputs: unknown): string {
  return (
    asString(inputs) ??
    list(inputs)
      .map((id) => tokenOf(asInteger(id) ?? 0))
      .join('')
  )
}

/** The messages of a prompt in ChatML; any other prompt is one user message. */
function messagesOf(prompt: string): Body[] {
  const turns = [...prompt.matchAll(/<\|im_start\|>(system|user|assistant)\n(.*?)<\|im_end\|>/gs)]
  const messages = turns.map(([, role, content = '']) => ({ role, content: plain(content) }))
  return messages.length ? messages : [{ role: 'user', content: plain(prompt) }]
}

const plain = (text: string): string =>
  text
    .replace(pictureTag, '')
    .replace(/<audio><\/audio>/g, '')
    .trim()

function parts(media: Body | undefined): Body[] {
  const images = objects(media?.images).filter(({ type }) => type !== 'image_size')
  const audios = objects(media?.audios).filter(({ type }) => type === 'base64')
  return [
    ...images.map(({ type, data }) => ({
      type: 'image_url',
      image_url: { url: type === 'url' ? data : dataUri(String(data)) },
    })),
    ...audios.map(({ data }) => ({
      type: 'input_audio',
      input_audio: { data, format: formatOf(Buffer.from(String(data), 'base64')) },
    })),
  ]
}

const dataUri = (data: string): string => `data:${imageType(Buffer.from(data, 'base64'))};base64,${data}`

function stopsOf(value: unknown): string[] {
  const stops = typeof value === 'string' ? [value] : list(value)
  return stops.map((stop) => (typeof stop === 'string' ? stop : words(stop)))
}

/** The chat request for a prompt, next to the endpoint's own fields. */
function chatRequestOf(body: Body): Body {
  const parameters = asObject(body.parameters) ?? {}
  const prompt = words(body.inputs)
  const messages = messagesOf(prompt)
  const last = messages.findLast(({ role }) => role === 'user')
  const mediaParts = parts(asObject(body.multimodal_params))
  if (last && mediaParts.length) last.content = [{ type: 'text', text: last.content }, ...mediaParts]
  const schema =
    typeof parameters.guided_json === 'string' ? JSON.parse(parameters.guided_json) : parameters.guided_json
  return {
    messages,
    n: parameters.best_of ?? parameters.n ?? 1,
    ...(parameters.max_new_tokens === undefined ? {} : { max_tokens: parameters.max_new_tokens }),
    ...(parameters.stop_sequences === undefined ? {} : { stop: stopsOf(parameters.stop_sequences) }),
    ...(schema ? { response_format: { type: 'json_schema', json_schema: { name: 'guided', schema } } } : {}),
    native: { prompt, details: parameters.return_details === true },
  }
}

function read(body: Body): Read {
  const refusal = refusalOf(body)
  return refusal ? { refusal } : { heard: chatRequestOf(body) }
}

/** A stream has only one answer. */
function readStreamed(body: Body): Read {
  const { n = 1, best_of = n } = asObject(body.parameters) ?? {}
  return Number(best_of) > 1 ? { refusal: refuse(null, null, 'A stream requires best_of 1.') } : read(body)
}

/** The input tokens by kind. */
function inputUsage(heard: Body): { prompt: number; input_usage: Loose } {
  const details = usageOf(heard, []) as Loose
  const text = countTokens(String(asObject(heard.native)?.prompt ?? ''))
  const audioTokens = details.prompt_tokens_details.audio_tokens
  const images = objects(heard.messages)
    .flatMap(({ content }) => objects(content))
    .filter(({ type }) => type === 'image_url')
  const input_usage = {
    input_text_tokens: text,
    input_audio_tokens: audioTokens,
    input_image_tokens: 256 * images.length,
  }
  return { prompt: text + audioTokens + 256 * images.length, input_usage }
}

interface Token {
  id: number
  text: string
  logprob: number
}

function tokensOf(answer: Answer): Token[] {
  return logprobsOf(answer.tokens, 0).map(({ token, logprob }) => ({ id: tokenId(token), text: token, logprob }))
}

const probability = ({ id, text, logprob }: Token): Loose => ({ [id]: { logprob, rank: 1, decoded_token: text } })

/** Single values for one answer, arrays for several answers; the texts are always an array. */
function completion(heard: Body, answers: readonly Answer[]): object {
  const each = <T>(of: (answer: Answer) => T): T | T[] => {
    const all = answers.map(of)
    return all.length === 1 ? (all[0] as T) : all
  }
  const { prompt, input_usage } = inputUsage(heard)
  const detailed = asObject(heard.native)?.details === true
  return {
    generated_text: answers.map(({ text }) => text ?? ''),
    count_output_tokens: each(({ tokens }) => tokens.length),
    finish_reason: each(({ finish }) => finish),
    prompt_tokens: prompt,
    ...(detailed ? { tokens: each((answer) => tokensOf(answer).map((token) => ({ ...token, special: false }))) } : {}),
    logprobs: each((answer) => tokensOf(answer).map(probability)),
    input_usage,
  }
}

/** One event for each token; the last event is finished. */
function events(heard: Body, [answer]: readonly Answer[]): unknown[] {
  const { prompt, input_usage } = inputUsage(heard)
  const tokens = answer ? tokensOf(answer) : []
  return tokens.map((token, i) => {
    const finished = i === tokens.length - 1
    const count = { special: false, count_output_tokens: i + 1, prompt_tokens: prompt }
    return {
      token: { ...token, ...count, logprobs: probability(token) },
      generated_text: null,
      finished,
      finish_reason: finished ? answer?.finish : null,
      details: null,
      input_usage,
    }
  })
}

const generate: Endpoint = {
  read,
  streams: () => false,
  completion,
  chunks: events,
  frames: (chunks) => chunks.map((chunk) => `data:${JSON.stringify(chunk)}\n\n`),
}

const paths = ['/generate', '/generate_stream', '/']

/** The endpoints and the form of their replies. */
export const native = {
  paths,
  rooted: [...paths, '/health'],
  endpoints: {
    '/generate': generate,
    '/generate_stream': { ...generate, read: readStreamed, streams: () => true },
    '/': {
      ...generate,
      read: (body, asked) => (asked.streamed ? readStreamed : read)(body),
      streams: ({ stream }) => stream === true,
    },
  } satisfies Dialect['endpoints'],
  /** Completions are sent without a Content-Type. */
  reply: (reply: Reply, { path, method }: Asked): void => {
    if (reply.status === 200 && method === 'POST' && paths.includes(path)) delete reply.headers['content-type']
  },
}
