/** A valid completion and a valid stream in which each member in turn is replaced by invalid values. */
import { type Hostile, jsonReply, nested, streamReply } from './hostile.ts'
import { aCall, aChoice, aChunk, aCompletion, aUsageChunk, frame } from './seen.ts'

type Path = readonly (string | number)[]

/** JSON text of the values that replace a member. */
const STRANGERS = ['null', 'true', '-1', '1e999', '""', '"x"', '[null]', '{"a":[{}]}', nested(2000)]

const TOKEN = { token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [{ token: 'a', logprob: -0.5, bytes: [97] }] }
const DETAILS = {
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
}
const USAGE = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12, ...DETAILS }

const COMPLETION = aCompletion({
  service_tier: 'default',
  system_fingerprint: 'fp_1',
  usage: USAGE,
  choices: [
    aChoice({
      message: {
        content: 'a',
        tool_calls: [aCall('get_weather', '{"city":"Oslo"}')],
        annotations: [
          { type: 'url_citation', url_citation: { start_index: 0, end_index: 1, title: 'a', url: 'http://a' } },
        ],
        audio: { id: 'a', expires_at: 1, data: 'aa', transcript: 'a' },
        function_call: { name: 'f', arguments: '{}' },
      },
      logprobs: { content: [TOKEN], refusal: [] },
      finish_reason: 'tool_calls',
    }),
  ],
})

const CALL = { index: 0, id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":' } }
const CHUNKS = [
  aChunk(
    { role: 'assistant', content: '', refusal: null },
    {},
    { service_tier: 'default', system_fingerprint: 'fp_1' },
  ),
  aChunk({ content: 'a' }, { logprobs: { content: [TOKEN], refusal: [] } }),
  aChunk({ tool_calls: [CALL] }),
  aChunk({ tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] }),
  aChunk({}, { finish_reason: 'tool_calls' }),
  aUsageChunk(USAGE),
]

/** Every place of a JSON value, itself included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  const members: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(typeof value === 'object' && value ? value : {})
  return [path, ...members.flatMap(([key, member]) => pathsOf(member, [...path, key]))]
}

/** A copy of the value with the invalid value at the place. */
function replaced(value: unknown, [step, ...rest]: Path, stranger: unknown): unknown {
  if (step === undefined) return stranger
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? replaced(item, rest, stranger) : item))
  return Object.fromEntries(
    Object.entries(value as object).map(([key, member]) => [
      key,
      key === step ? replaced(member, rest, stranger) : member,
    ]),
  )
}

function text(value: unknown, stranger: string): string {
  return JSON.stringify(value).replaceAll('"@@"', () => stranger)
}

/** Every member of a completion replaced by every invalid value. */
export function fuzzedCompletions(): Hostile[] {
  return pathsOf(COMPLETION).flatMap((path) =>
    STRANGERS.map((stranger) =>
      jsonReply(
        `/${path.join('/')} is ${stranger.slice(0, 20)}`,
        text(replaced(COMPLETION, path, '@@'), stranger),
        true,
      ),
    ),
  )
}

/** Every member of every chunk replaced by every invalid value, and every member in all chunks at once. */
export function fuzzedStreams(): Hostile[] {
  const done = frame('[DONE]')
  const single = CHUNKS.flatMap((chunk, i) =>
    pathsOf(chunk).flatMap((path) =>
      STRANGERS.map((stranger) => {
        const chunks = CHUNKS.map((other, k) => (k === i ? replaced(other, path, '@@') : other))
        const body = chunks.map((other) => frame(text(other, stranger))).join('') + done
        return streamReply(`/chunks/${i}/${path.join('/')} is ${stranger.slice(0, 20)}`, body, true)
      }),
    ),
  )
  const all = ['id', 'object', 'created', 'model', 'choices', 'usage'].flatMap((member) =>
    STRANGERS.map((stranger) => {
      const body = CHUNKS.map((chunk) => frame(text({ ...chunk, [member]: '@@' }, stranger))).join('') + done
      return streamReply(`/chunks/*/${member} is ${stranger.slice(0, 20)}`, body, true)
    }),
  )
  return [...single, ...all]
}
