/**
 * Faults that show only for some requests: servers answer a request with tools, with a format or with several choices
 * by other code than the plain one, and break there alone.
 */
import { list, object, objects, string } from '../loose.ts'
import type { Answer, Asked, Fault, Loose, Twist } from '../twist.ts'
import { messagesOf } from './_requests.ts'

/** From this many messages a conversation is long. */
const LONG = 20

const formatOf = ({ body }: Asked) => string(object(body?.response_format)?.type)

/** What is true of a request, and how it is said. */
const conditions = {
  streamed: ['streamed', ({ streamed }) => streamed],
  plain: ['not streamed', ({ streamed }) => !streamed],
  tools: ['with tools', ({ body }) => list(body?.tools).length > 0],
  'json-object': ['with json_object', (asked) => formatOf(asked) === 'json_object'],
  'json-schema': ['with json_schema', (asked) => formatOf(asked) === 'json_schema'],
  n: ['with n above 1', ({ body }) => Number(body?.n) > 1],
  image: [
    'with an image',
    ({ body }) =>
      messagesOf(body).some((message) => objects(message?.content).some(({ type }) => type === 'image_url')),
  ],
  logprobs: ['with logprobs', ({ body }) => body?.logprobs === true],
  history: ['with a long history', ({ body }) => messagesOf(body).length >= LONG],
  stop: ['with stop', ({ body }) => typeof body?.stop === 'string' || list(body?.stop).length > 0],
} as const satisfies Record<string, readonly [string, (asked: Asked) => boolean]>

export type Condition = keyof typeof conditions

/** The hooks that get the request as their last argument, which is all but one. */
type Hook = (...given: unknown[]) => unknown

/** Whether a request meets all conditions. */
export function meets(names: readonly Condition[], asked: Asked): boolean {
  return names.every((name) => conditions[name][1](asked))
}

/** The fault, but only for requests that meet all conditions. */
export function onlyWhen(
  names: readonly Condition[],
  { says, breaks, also: _also, dialect: _dialect, seen: _seen, only: _only, ...hooks }: Fault,
): Fault {
  const limited = Object.entries(hooks).map(([name, hook]) => [
    name,
    (...given: unknown[]) => {
      const asked = given.at(-1) as Asked
      if (meets(names, asked)) return (hook as Hook).call(hooks, ...given)
      // Of all hooks, only this one has to return what it is not to change.
      return name === 'refusal' ? given[0] : undefined
    },
  ])
  return {
    says: `Only ${names.map((name) => conditions[name][0]).join(', ')}: ${says}`,
    breaks,
    only: names,
    ...Object.fromEntries(limited),
  }
}

/** The fault, but only in the choices after the first. What the choices have in common stays as it is. */
export function onlyInLaterChoices({ says, breaks, answers, completion, chunks }: Fault): Fault {
  const limited: Twist = { says: `Only in the choices after the first: ${says}` }
  if (answers)
    limited.answers = ([first, ...later], asked) => {
      const changed = answers(later, asked) ?? later
      return first ? [first, ...(changed as Answer[])] : changed
    }
  if (completion)
    limited.completion = (whole, asked) => {
      const [first, ...later] = whole.choices
      const copy = structuredClone({ ...whole, choices: later })
      const changed = later.length ? (completion(copy, asked) ?? copy) : copy
      return { ...whole, choices: [first, ...changed.choices] }
    }
  if (chunks)
    limited.chunks = (all, asked) => {
      const isLater = (chunk: Loose) => chunk.choices?.some(({ index }: Loose) => index > 0)
      const copies = structuredClone(all.filter(isLater))
      const changed = [...(copies.length ? (chunks(copies, asked) ?? copies) : copies)]
      const last = all.findLastIndex(isLater)
      // What is changed takes the places of what it was; if there is more of it now, the rest follows the last.
      return all.flatMap((chunk, i) => {
        if (!isLater(chunk)) return [chunk]
        return i === last ? changed.splice(0) : changed.splice(0, 1)
      })
    }
  return { ...limited, breaks, only: ['later choices'] }
}
