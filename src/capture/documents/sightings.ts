/** Finds the values in a block that are messages of the API: in JSON, as literals, in commands and in calls. */
import { endpointOf, mainEndpoint } from '../../ask/apis.ts'
import type { Clients, Shape } from '../../model/index.ts'
import type { Block } from '../block.ts'
import type { Excerpt } from '../excerpt.ts'
import { childOf, jsonOf } from '../node.ts'
import type { Known } from '../reply.ts'
import { type Contract, requestShape, shapeFor, shapeOf } from '../shape.ts'
import { errorsIn } from './exceptions.ts'
import type { Branch, Reading } from './literal.ts'
import { readArguments, readLiteral } from './literal.ts'
import { printedIn } from './printed.ts'
import { curlCommands } from './shell.ts'

/** An example that is longer is data, and no reader of a document looks at it. */
export const LONGEST = 1_000_000

/** A value that was recognised. */
export interface Sighting {
  readonly shape: Shape
  readonly excerpt: Excerpt
  readonly reading: Reading
  /** Offsets in the block. */
  readonly start: number
  readonly end: number
  /** What the text around it says of the reply. */
  readonly known?: Pick<Known, 'status' | 'headers' | 'request'>
  /** It is what a client printed, not what was sent. */
  readonly isPrinted?: true
}

/** Everything in a block that is recognised, in order. */
export function sightingsIn(block: Block, contract: Contract, longest = LONGEST): Sighting[] {
  const { excerpt } = block
  const commands = excerpt.text.includes('curl') ? curlCommands(excerpt) : []
  const found: Sighting[] = []
  const taken: { start: number; end: number }[] = [...commands]
  for (const { start, end, url, data } of commands) {
    const reading = data && data.text.length < longest ? readLiteral(data.text) : undefined
    if (!data || reading?.node.type !== 'object') continue
    const endpoint = url === undefined ? undefined : endpointOf(contract.api, 'POST', url)
    // `$BASE_URL` may be anything.
    if (url !== undefined && !endpoint && /\/\w/.test(url.replace(/^https?:\/\//, ''))) continue
    const seen = shapeOf(contract, jsonOf(reading.node))
    // Only requests are sent to the address of an endpoint.
    const shape = endpoint ? requestShape(contract, endpoint.name) : seen
    if (shape?.form === 'request') found.push({ shape, excerpt: data, reading, start, end })
  }
  for (const call of callsIn(excerpt, contract)) {
    if (isWithin(taken, call.start)) continue
    found.push(call)
    taken.push(call)
  }
  for (const error of errorsIn(excerpt.text)) {
    const shape = shapeFor(contract, 'error')
    if (!shape || isWithin(taken, error.start)) continue
    const { status, node, start, end } = error
    found.push({ shape, excerpt, reading: { node, problems: [] }, start, end, known: { status }, isPrinted: true })
    taken.push(error)
  }
  const { printed } = contract.captures.clients ?? {}
  for (const { node, start, end } of printed ? printedIn(excerpt.text, printed) : []) {
    const shape = shapeOf(contract, jsonOf(node))
    if (!shape || shape.form === 'request' || isWithin(taken, start)) continue
    found.push({ shape, excerpt, reading: { node, problems: [] }, start, end, isPrinted: true })
    taken.push({ start, end })
  }
  found.push(...valuesIn(block, taken, contract))
  return found.sort((a, b) => a.start - b.start)
}

/** Whether one of the ranges holds the place. */
function isWithin(ranges: readonly { start: number; end: number }[], at: number): boolean {
  return ranges.some(({ start, end }) => start <= at && at < end)
}

/** If so many calls cannot be read, the others cannot either. */
const MOST_UNREAD = 20

/** Calls of client libraries: keyword arguments in Python, an object in JavaScript. */
function callsIn(excerpt: Excerpt, { api, captures }: Contract): Sighting[] {
  const { text } = excerpt
  const { clients } = captures
  if (!clients) return []
  const shape = requestShape({ api, captures }, mainEndpoint(api).name)
  const found: Sighting[] = []
  let unread = 0
  for (const { index, 0: opened } of text.matchAll(clients.calls)) {
    const from = index + opened.length
    const reading = text[from] === '{' ? readLiteral(text, from) : readArguments(text, from)
    if (reading?.node.type !== 'object' || reading.problems.length) {
      if (++unread === MOST_UNREAD) break
      continue
    }
    const { node } = reading
    // Without any keyword it is a mention, not a call.
    if (node.members.length)
      found.push({
        shape,
        excerpt,
        reading: { node: toBody(node, clients), problems: [] },
        start: index,
        end: node.end,
      })
  }
  return found
}

/** The body that the client sends for its arguments. */
function toBody(call: Branch, { notSent, merged }: Clients): Branch {
  const extra = childOf(call, merged)
  const own = call.members.filter(({ key }) => !notSent.has(key))
  if (!extra) return { ...call, members: own }
  if (extra.type !== 'object') return { ...call, members: own, isElided: true }
  return { ...call, members: [...own, ...extra.members], isElided: call.isElided || extra.isElided }
}

/** Work for one block: so many characters are read again and again in search of a message. */
const READ_AGAIN = 8
const LEAST_READ = 2_000_000

/** Objects anywhere in the block: JSON, Python or JavaScript. */
function valuesIn(
  { excerpt }: Block,
  taken: readonly { start: number; end: number }[],
  contract: Contract,
): Sighting[] {
  const { text } = excerpt
  const isForeign = contract.captures.isForeign(text)
  const found: Sighting[] = []
  const ranges = [...taken].sort((a, b) => a.start - b.start)
  let range = 0
  let around = 0
  let budget = Math.max(LEAST_READ, READ_AGAIN * text.length)
  for (let at = text.indexOf('{'); at >= 0 && budget > 0; at = text.indexOf('{', at + 1)) {
    while (range < ranges.length && (ranges[range]?.end ?? 0) <= at) range++
    const passed = ranges[range]
    if (passed && passed.start <= at) {
      at = passed.end - 1
      continue
    }
    const read = { passed: 0 }
    const reading = readLiteral(text, at, read)
    budget -= read.passed + 10
    if (reading?.node.type !== 'object') continue
    const shape = shapeOf(contract, jsonOf(reading.node))
    const before = text.slice(Math.max(0, at - 200), at)
    const isInside = at < around || !/^[\s>]*(?:data:\s*)?$/.test(before.slice(before.lastIndexOf('\n') + 1))
    if (shape && (!isInside || shape.anywhere) && !(shape.form === 'request' && isForeign)) {
      found.push({ shape, excerpt, reading, start: at, end: reading.node.end })
      at = reading.node.end - 1
    } else around = Math.max(around, reading.node.end)
  }
  return found
}
