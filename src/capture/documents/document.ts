/** Finds requests and replies in the code blocks of a document. */
import { endpointOf, mainEndpoint } from '../../ask/apis.ts'
import { asObject, parseJson } from '../../foundation/json.ts'
import type { Clients, Shape, Wire } from '../../model/index.ts'
import type { Block } from '../block.ts'
import { type Capture, hider, locator, type Trouble, type Valued } from '../capture.ts'
import { type Excerpt, type Spot, spotter, wholeOf } from '../excerpt.ts'
import { childOf, jsonOf } from '../node.ts'
import { frameEvent, replyOf } from '../reply.ts'
import { type Contract, endMark, followsIn, requestShape, STREAM, shapeOf } from '../shape.ts'
import type { Branch, Reading } from './literal.ts'
import { readArguments, readLiteral } from './literal.ts'
import { curlCommands } from './shell.ts'

/** Everything in the blocks that can be judged, and every example of the API that cannot be read. */
export function documentCaptures(
  contract: Contract,
  text: string,
  blocksOf: (document: Excerpt) => readonly Block[],
): (Capture | Trouble)[] {
  const page: Page = { contract, text, spotOf: spotter(text), begun: new Set() }
  return blocksOf(wholeOf(text)).flatMap((block) => capturesIn(block, page))
}

interface Page {
  readonly contract: Contract
  readonly text: string
  readonly spotOf: (offset: number) => Spot
  /** The ids of streams whose beginning was in an earlier block. */
  readonly begun: Set<string>
}

/** A value that was recognised. */
interface Sighting {
  readonly shape: Shape
  readonly excerpt: Excerpt
  readonly reading: Reading
  /** Offsets in the block. */
  readonly start: number
  readonly end: number
}

/** An example that is longer is data, and no reader of a document looks at it. */
const LONGEST = 1_000_000

function capturesIn(block: Block, page: Page): (Capture | Trouble)[] {
  const { text } = block.excerpt
  if (text.length > LONGEST || !/[{(]/.test(text)) return []
  const seen = sightingsIn(block, page.contract)
  const found: (Capture | Trouble)[] = []
  for (const group of groupStreams(seen, text, page.contract)) found.push(...captureGroup(group, block, page))
  if (!seen.length && isBroken(block, page.contract)) {
    const spot = page.spotOf(block.excerpt.toFile(text.search(/[{[]/)))
    found.push({ spot, trouble: 'the example cannot be read as JSON' })
  }
  if (found.length && block.unclosedAt !== undefined)
    found.push({ spot: page.spotOf(block.unclosedAt), trouble: 'the code block that begins here is never closed' })
  return found
}

/** Whether a block is marked as JSON and looks like a message of the API, but cannot be read. */
function isBroken({ language, excerpt: { text } }: Block, { captures }: Contract): boolean {
  if (!/^json/.test(language) || !/^\s*(?:data:\s*)?[{[]/.test(text) || !captures.looks.test(text)) return false
  const reading = readLiteral(text, text.search(/[{[]/))
  return !reading || reading.problems.length > 0
}

function sightingsIn(block: Block, contract: Contract): Sighting[] {
  const { excerpt } = block
  const commands = excerpt.text.includes('curl') ? curlCommands(excerpt) : []
  const found: Sighting[] = []
  const taken: { start: number; end: number }[] = [...commands]
  for (const { start, end, url, data } of commands) {
    const reading = data && data.text.length < LONGEST ? readLiteral(data.text) : undefined
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

/** Maximum number of objects that are tried in one block. */
const MOST_TRIES = 1000

/** Objects anywhere in the block: JSON, Python or JavaScript. */
function valuesIn(
  { excerpt }: Block,
  taken: readonly { start: number; end: number }[],
  contract: Contract,
): Sighting[] {
  const { text } = excerpt
  const isForeign = contract.captures.isForeign(text)
  const found: Sighting[] = []
  let around = 0
  let tries = 0
  for (let at = text.indexOf('{'); at >= 0 && tries < MOST_TRIES; at = text.indexOf('{', at + 1)) {
    if (isWithin(taken, at)) continue
    tries++
    const reading = readLiteral(text, at)
    if (reading?.node.type !== 'object') continue
    const shape = shapeOf(contract, jsonOf(reading.node))
    const isInside = at < around || !/^[\s>]*(?:data:\s*)?$/.test(text.slice(text.lastIndexOf('\n', at) + 1, at))
    if (shape && (!isInside || shape.anywhere) && !(shape.form === 'request' && isForeign)) {
      found.push({ shape, excerpt, reading, start: at, end: reading.node.end })
      at = reading.node.end - 1
    } else around = Math.max(around, reading.node.end)
  }
  return found
}

const ELISION = /\.\.\.|…|\u22ee|\[(?:more|\.)/

/** Events that follow one another are one stream, up to an elision or to where another stream begins. */
function groupStreams(seen: readonly Sighting[], text: string, contract: Contract): [Sighting, ...Sighting[]][] {
  const groups: [Sighting, ...Sighting[]][] = []
  let before: Sighting | undefined
  for (const sighting of seen) {
    const between = before ? text.slice(before.end, sighting.start) : ''
    const isContinued = before !== undefined && isNextEvent(sighting, before, between, contract)
    if (isContinued) groups.at(-1)?.push(sighting)
    else groups.push([sighting])
    before = sighting
  }
  return groups
}

function isNextEvent(sighting: Sighting, before: Sighting, between: string, contract: Contract): boolean {
  if (before.shape.form !== 'event' || sighting.shape.form !== 'event' || ELISION.test(between)) return false
  const mark = endMark(contract, before.shape.endpoint)
  if (mark !== undefined && between.includes(mark)) return false
  const event = eventOf(sighting)
  return !contract.captures.isFirst(event) || followsIn(contract, event, eventOf(before))
}

function eventOf({ reading }: Sighting): Wire {
  return asObject(jsonOf(reading.node)) ?? {}
}

/** The capture that a group of sightings is; what is wrong, if its text is broken. */
function captureGroup(group: readonly [Sighting, ...Sighting[]], block: Block, page: Page): (Capture | Trouble)[] {
  const [first] = group
  const { title, form, endpoint } = first.shape
  const broken = group.find(({ reading }) => reading.problems.length)
  const [problem] = broken?.reading.problems ?? []
  if (broken && problem) {
    const spot = page.spotOf(broken.excerpt.toFile(problem.at))
    return isCode(block) ? [] : [{ spot, trouble: `${title} that cannot be read: ${problem.message}` }]
  }
  const values = group.map(({ excerpt, reading }, i): Valued => {
    return { pointer: form === 'event' ? `/chunks/${i}` : '', excerpt, node: reading.node }
  })
  const spot = page.spotOf(first.excerpt.toFile(first.reading.node.start))
  const about = {
    title,
    spot,
    values,
    source: page.text,
    hides: hider(values),
    locate: locator(() => values, page.spotOf, spot),
  }
  if (form === 'event') return [{ ...about, ...captureEvents(group, block, page) }]
  if (form === 'request')
    return [{ ...about, subject: { kind: 'request', endpoint, body: jsonOf(first.reading.node) } }]
  return [{ ...about, subject: replyOf({ body: textOf(first), form, endpoint }) }]
}

function captureEvents(
  group: readonly [Sighting, ...Sighting[]],
  block: Block,
  page: Page,
): Pick<Capture, 'title' | 'subject'> {
  const { title, endpoint } = group[0].shape
  const { text } = block.excerpt
  const mark = endMark(page.contract, endpoint)
  const rest = text.slice(group.at(-1)?.end, nextStart(group, text)).split('\n')
  const isDone = mark !== undefined && rest.some((line) => line.includes(mark))
  const isContinued = continues(group[0], block, page)
  const part = isContinued ? 'middle' : isDone ? undefined : 'beginning'
  const events = [...group.map(textOf), ...(isDone ? [mark] : [])]
  const body = events.map(frameEvent).join('')
  return {
    title: events.length === 1 ? title : STREAM,
    subject: replyOf({ body, form: 'stream', endpoint, ...(part ? { part } : {}) }),
  }
}

/** Where the next object begins after a group. */
function nextStart(group: readonly Sighting[], text: string): number {
  const next = text.indexOf('{', group.at(-1)?.end)
  return next < 0 ? text.length : next
}

/** Whether something is left out before the events, or an earlier block of the page has the beginning of their stream. */
function continues(first: Sighting, block: Block, page: Page): boolean {
  const { captures } = page.contract
  const { text } = block.excerpt
  const before = text.slice(text.lastIndexOf('}', first.start) + 1, first.start)
  const event = eventOf(first)
  const id = captures.idOf(event)
  const isKnown = id !== undefined && page.begun.has(id)
  if (id !== undefined) page.begun.add(id)
  return ELISION.test(before) || (isKnown && !captures.isFirst(event))
}

const CODE =
  /^(?:py|python|pycon|js|javascript|ts|typescript|jsx|tsx|go|java|kotlin|rust|ruby|php|c|cpp|csharp|swift|yaml)$/

function isCode({ language, excerpt: { text } }: Block): boolean {
  return CODE.test(language) || /^\s*(?:import|from|const|let|var|def|>>>)\s/m.test(text)
}

/** The value as JSON: as it was written, where that is JSON. */
function textOf({ excerpt, reading: { node } }: Sighting): string {
  const written = excerpt.text.slice(node.start, node.end)
  return parseJson(written) === undefined ? JSON.stringify(jsonOf(node)) : written
}
