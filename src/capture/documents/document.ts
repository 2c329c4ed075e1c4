/** Finds requests and replies in the code blocks of a document. */
import { endpointOf } from '../../ask/apis.ts'
import { asObject, parseJson } from '../../foundation/json.ts'
import type { Finding, Wire } from '../../model/index.ts'
import type { Block } from '../block.ts'
import { type Capture, hider, locator, type Trouble, type Valued } from '../capture.ts'
import { type Excerpt, type Spot, spotter, wholeOf } from '../excerpt.ts'
import { isMissingHeader } from '../exchange.ts'
import { jsonOf } from '../node.ts'
import { frameEvent, replyOf } from '../reply.ts'
import { type Contract, endMark, followsIn, STREAM, shapeFor } from '../shape.ts'
import { type HttpMessage, headerOf, httpMessages } from './http.ts'
import { readLiteral } from './literal.ts'
import { LONGEST, type Sighting, sightingsIn } from './sightings.ts'

/** Everything in the blocks that can be judged, and every example of the API that cannot be read. */
export function documentCaptures(
  contract: Contract,
  text: string,
  blocksOf: (document: Excerpt) => readonly Block[],
): (Capture | Trouble)[] {
  const page: Page = { contract, text, spotOf: spotter(text), begun: new Set() }
  return blocksOf(wholeOf(text)).flatMap((block) => blockCaptures(block, page))
}

export interface Page {
  readonly contract: Contract
  readonly text: string
  readonly spotOf: (offset: number) => Spot
  /** The ids of streams whose beginning was in an earlier block. */
  readonly begun: Set<string>
  /** What a client or a program printed: it is never corrected. */
  readonly isTraffic?: true
}

/** What can be judged in one block. */
export function blockCaptures(block: Block, page: Page): (Capture | Trouble)[] {
  const { text } = block.excerpt
  if (text.length > LONGEST || !/[{(]|HTTP\//.test(text)) return []
  const exchanged = httpMessages(block.excerpt)
  const seen = withMessages(sightingsIn(block, page.contract), exchanged, block, page.contract)
  const found: (Capture | Trouble)[] = []
  for (const group of groupStreams(seen, text, page.contract)) found.push(...captureGroup(group, block, page))
  for (const message of exchanged) found.push(...textErrors(message, seen, block, page))
  if (!seen.length && isBroken(block, page.contract)) {
    const spot = page.spotOf(block.excerpt.toFile(text.search(/[{[]/)))
    found.push({ spot, trouble: 'the example cannot be read as JSON' })
  }
  if (found.length && block.unclosedAt !== undefined)
    found.push({ spot: page.spotOf(block.unclosedAt), trouble: 'the code block that begins here is never closed' })
  return found
}

/** The sightings with what the HTTP messages around them say: the status and the headers of replies, and whose they are. */
function withMessages(
  seen: readonly Sighting[],
  exchanged: readonly HttpMessage[],
  { excerpt }: Block,
  contract: Contract,
): readonly Sighting[] {
  if (!exchanged.length) return withoutRefused(seen)
  const found: Sighting[] = []
  let isForeign = false
  let next = 0
  for (const message of exchanged) {
    const { start, end, kind, url, status = 200, headers } = message
    while ((seen[next]?.start ?? Infinity) < start) found.push(seen[next++] as Sighting)
    if (kind === 'request') isForeign = url !== undefined && !endpointOf(contract.api, undefined, url)
    const inside: Sighting[] = []
    while ((seen[next]?.start ?? Infinity) < end) inside.push(seen[next++] as Sighting)
    const error = kind === 'reply' && status >= 400 && !inside.length ? errorAt(message, excerpt, contract) : undefined
    const isTextError = kind === 'reply' && status >= 400 && !inside.length && !error
    if (isTextError && found.at(-1)?.shape.form === 'request') found.pop()
    if (isForeign) continue
    const known = kind === 'reply' ? { known: { status, headers } } : {}
    found.push(
      ...[...inside, ...(error ? [error] : [])].map((one) =>
        one.shape.form === 'request' ? one : { ...one, ...known },
      ),
    )
  }
  return withoutRefused([...found, ...seen.slice(next)])
}

/** A request that is refused right after it is shown on purpose. */
function withoutRefused(seen: readonly Sighting[]): readonly Sighting[] {
  return seen.filter(({ shape }, i) => shape.form !== 'request' || !isRefusal(seen[i + 1]))
}

function isRefusal(next: Sighting | undefined): boolean {
  return (
    next !== undefined &&
    next.shape.form !== 'request' &&
    (next.known?.status ?? (next.shape.form === 'error' ? 400 : 200)) >= 400
  )
}

/** The body of a reply whose status says that it is an error, whatever it looks like. */
function errorAt({ start, end }: HttpMessage, excerpt: Excerpt, contract: Contract): Sighting | undefined {
  const shape = shapeFor(contract, 'error')
  const head = excerpt.text.slice(start, end)
  const at = /\n\s*\n?\s*(?=\{)/.exec(head)
  const from = at ? start + at.index + at[0].length : -1
  const reading = from < 0 ? undefined : readLiteral(excerpt.text, from)
  if (!shape || reading?.node.type !== 'object' || reading.problems.length) return undefined
  return { shape, excerpt, reading, start: from, end: reading.node.end }
}

/** An error reply that is not JSON. */
function textErrors(
  message: HttpMessage,
  seen: readonly Sighting[],
  { excerpt }: Block,
  page: Page,
): readonly Capture[] {
  const { start, end, status = 0, kind, headers } = message
  const body = message.body.text.trim()
  const shape = shapeFor(page.contract, 'error')
  const isSeen = seen.some((one) => start <= one.start && one.start < end)
  if (kind !== 'reply' || status < 400 || !body || isSeen || !shape || ELISION.test(body) || /^[{[]/.test(body))
    return []
  if (headerOf(message, 'content-type') === undefined) return []
  const spot = page.spotOf(excerpt.toFile(start))
  const { title, form, endpoint } = shape
  const subject = replyOf({ body, form: form === 'error' ? form : 'json', endpoint, status, headers })
  return [{ title, spot, source: page.text, hides: isMissingHeader, locate: () => spot, subject }]
}

/** Whether a block is marked as JSON and looks like a message of the API, but cannot be read. */
function isBroken({ language, excerpt: { text } }: Block, { captures }: Contract): boolean {
  if (!/^json/.test(language) || !/^\s*(?:data:\s*)?[{[]/.test(text) || !captures.looks.test(text)) return false
  const reading = readLiteral(text, text.search(/[{[]/))
  return !reading || reading.problems.length > 0
}

const ELISION = /\.\.\.|…|\u22ee|\[(?:more|\.)/

/** Events that follow one another are one stream, up to an elision or to where another stream begins. */
export function groupStreams(
  seen: readonly Sighting[],
  text: string,
  contract: Contract,
  isTraffic = false,
): [Sighting, ...Sighting[]][] {
  const groups: [Sighting, ...Sighting[]][] = []
  /** The streams that a log has in turn. */
  const open = new Map<string, [Sighting, ...Sighting[]]>()
  let before: Sighting | undefined
  for (const sighting of seen) {
    const between = before ? text.slice(before.end, sighting.start) : ''
    const id = isTraffic && sighting.shape.form === 'event' ? contract.captures.idOf(eventOf(sighting)) : undefined
    if (endsStream(between, before, contract)) open.clear()
    const known = id === undefined ? undefined : open.get(id)
    const isContinued = before !== undefined && isNextEvent(sighting, before, between, contract)
    const next = known ?? (isContinued ? groups.at(-1) : undefined)
    if (next) next.push(sighting)
    else groups.push([sighting])
    if (id !== undefined && !known) open.set(id, next ?? (groups.at(-1) as [Sighting, ...Sighting[]]))
    before = sighting
  }
  return groups
}

function endsStream(between: string, before: Sighting | undefined, contract: Contract): boolean {
  const mark = before && endMark(contract, before.shape.endpoint)
  return mark !== undefined && between.includes(mark)
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
export function captureGroup(
  group: readonly [Sighting, ...Sighting[]],
  block: Block,
  page: Page,
): (Capture | Trouble)[] {
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
  const hides = hider(values)
  const { known } = first
  const about = {
    title,
    spot,
    ...(page.isTraffic ? {} : { values }),
    source: page.text,
    hides: known?.headers ? (finding: Finding) => isMissingHeader(finding) || hides(finding) : hides,
    locate: locator(() => values, page.spotOf, spot),
  }
  if (form === 'event') return [{ ...about, ...captureEvents(group, block, page) }]
  if (form === 'request')
    return [{ ...about, subject: { kind: 'request', endpoint, body: jsonOf(first.reading.node) } }]
  return [{ ...about, subject: replyOf({ body: textOf(first), form, endpoint, ...known }) }]
}

function captureEvents(
  group: readonly [Sighting, ...Sighting[]],
  block: Block,
  page: Page,
): Pick<Capture, 'title' | 'subject' | 'hasNoEnd'> {
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
    subject: replyOf({ body, form: 'stream', endpoint, ...group[0].known, ...(part ? { part } : {}) }),
    ...(page.isTraffic && part ? { hasNoEnd: true } : {}),
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
function textOf({ excerpt, reading: { node }, isPrinted }: Sighting): string {
  if (isPrinted) return JSON.stringify(jsonOf(node))
  const written = excerpt.text.slice(node.start, node.end)
  return parseJson(written) === undefined ? JSON.stringify(jsonOf(node)) : written
}
