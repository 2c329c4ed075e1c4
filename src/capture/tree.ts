/** Finds messages anywhere in a JSON or YAML value: bodies, lists of them, exchanges of cassettes, rows of gateway logs, examples of OpenAPI. */
import { endpointOf } from '../ask/apis.ts'
import { asObject, parseJson } from '../foundation/json.ts'
import type { Json, Shape, Wire } from '../model/index.ts'
import type { Capture, Trouble } from './capture.ts'
import { bodyCapture, type Entry, eventsCapture, streamTextCapture, valueCapture, wayBack } from './entry.ts'
import type { Leftover } from './leftover.ts'
import { pairCaptures } from './pair.ts'
import { type Contract, isEventList, isStreamText, shapeFor, shapeOf } from './shape.ts'

/** No log nests so deep; hostile ones do. */
const DEEPEST = 40

interface Walk {
  readonly entry: Entry
  readonly left: Leftover
  readonly found: (Capture | Trouble)[]
  /** An OpenAPI description: its examples are known by their place. */
  readonly isDescription: boolean
}

/** What is known of a value by its place. */
interface Place {
  readonly steps: readonly string[]
  /** A reply is expected there. */
  readonly isReply?: true
  readonly status?: number
}

/** What can be judged in the value; nothing if it has no known shape. `as` says what it is. */
export function capturesOf(entry: Entry, left: Leftover, as?: Shape): readonly (Capture | Trouble)[] {
  const { contract, json } = entry
  const object = asObject(json)
  if (object && !as) {
    const pair = pairCaptures(entry, object, [], left)
    if (!pair) return []
    if (pair.length) return pair
  }
  const shape = as ?? shapeOf(contract, json)
  if (shape) return [bodyCapture(entry, shape)]
  const isDescription = object !== undefined && (object.openapi !== undefined || object.swagger !== undefined)
  const walk: Walk = { entry, left, found: [], isDescription }
  if (object) visitMembers(walk, object, { steps: [] })
  else visit(walk, json, { steps: [] })
  return walk.found
}

function visit(walk: Walk, value: unknown, place: Place): void {
  const { entry, found, left } = walk
  const { contract } = entry
  const { steps } = place
  if (steps.length > DEEPEST) {
    left.add('deep', wayBack(entry, []).spot)
    return
  }
  if (typeof value === 'string') {
    visitString(walk, value, place)
    return
  }
  if (isEventList(contract, value)) {
    found.push(eventsCapture(entry, value, steps))
    return
  }
  if (Array.isArray(value)) {
    for (const [i, item] of (value as readonly unknown[]).entries())
      visit(walk, item, { ...place, steps: [...steps, String(i)] })
    return
  }
  const object = asObject(value)
  if (!object) return
  const pair = pairCaptures(entry, object, steps, left)
  if (pair === undefined) return
  if (pair.length) {
    found.push(...pair)
    return
  }
  const shape = shapeAt(walk, object, place)
  if (shape)
    found.push(
      valueCapture(
        entry,
        object as Json,
        shape,
        steps,
        place.status === undefined ? undefined : { status: place.status },
      ),
    )
  else visitMembers(walk, object, place)
}

/** The shape of an object that is not part of an exchange: requests and errors are recognised only where they are expected. */
function shapeAt(walk: Walk, object: Wire, { steps, isReply, status }: Place): Shape | undefined {
  const { contract } = walk.entry
  const isExample = steps.at(-1) === 'example' || (steps.at(-1) === 'value' && steps.at(-3) === 'examples')
  if (status !== undefined && status >= 400) return isExample ? shapeFor(contract, 'error') : undefined
  const shape = shapeOf(contract, object)
  const isAlone = steps.every((step) => /^\d+$/.test(step))
  const isExpected = isAlone || isReply || (isExample && walk.isDescription)
  return shape && (isExpected || (shape.anywhere && shape.form !== 'request')) ? shape : undefined
}

const REPLY = /(?:^|[._-])(?:response|reply|output|completion)s?$/i

function visitMembers(walk: Walk, object: Wire, place: Place): void {
  const { api, captures } = walk.entry.contract
  const above = place.steps.at(-1)
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== 'object' && typeof value !== 'string') continue
    // What users and models say is not traffic.
    if (captures.said?.test(key)) continue
    if (walk.isDescription && above === 'paths' && !endpointOf(api, undefined, key)) {
      walk.left.add('paths', wayBack(walk.entry, [...place.steps, key]).spot, key)
      continue
    }
    const status = walk.isDescription && above === 'responses' && /^[1-5]\d\d$/.test(key) ? Number(key) : undefined
    visit(walk, value, {
      steps: [...place.steps, key],
      ...(place.status === undefined ? {} : { status: place.status }),
      ...(status === undefined ? {} : { status }),
      ...(place.isReply || REPLY.test(key) || status !== undefined ? { isReply: true } : {}),
    })
  }
}

/** JSON or a stream that was logged as a string. */
function visitString(walk: Walk, text: string, place: Place): void {
  const { entry, found } = walk
  if (/^\s*[{[]/.test(text)) {
    const json = parseJson(text)
    if (json !== undefined) visit(walk, json, place)
    return
  }
  if (isStreamText(text.slice(0, 200)) && hasEvent(entry.contract, text))
    found.push(streamTextCapture(entry, text, place.steps, {}))
}

/** Whether a text that looks like a stream has an event of the API, or an error, near its beginning. */
function hasEvent(contract: Contract, text: string): boolean {
  const lines = text
    .slice(0, 100_000)
    .split(/\r?\n|\r/)
    .filter((line) => line.startsWith('data:'))
  return lines.slice(0, 10).some((line) => {
    const form = shapeOf(contract, parseJson(line.slice('data:'.length)))?.form
    return form === 'event' || form === 'error'
  })
}
