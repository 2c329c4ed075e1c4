/** Finds requests and replies in the code blocks of a document. */
import { asList, asObject, parseJson } from '../../foundation/json.ts'
import type { Block } from '../block.ts'
import { type Capture, hider, locator, type Trouble, type Valued } from '../capture.ts'
import { type Excerpt, type Spot, spotter, wholeOf } from '../excerpt.ts'
import { childOf, jsonOf } from '../node.ts'
import { DONE, endpointOf, framed, replyOf, TITLES } from '../reply.ts'
import { type Shape, shapeOf } from '../shape.ts'
import type { Branch, Node, Reading } from './literal.ts'
import { readArguments, readLiteral } from './literal.ts'
import { curlCommands } from './shell.ts'

/** Everything in the blocks that can be judged, and every example of ours that cannot be read. */
export function documentCaptures(
  text: string,
  blocksOf: (document: Excerpt) => readonly Block[],
): (Capture | Trouble)[] {
  const page: Page = { text, spotOf: spotter(text), begun: new Set() }
  return blocksOf(wholeOf(text)).flatMap((block) => capturesIn(block, page))
}

interface Page {
  readonly text: string
  readonly spotOf: (offset: number) => Spot
  /** The ids of streams of which the document has shown the beginning. */
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
  const seen = sightingsIn(block)
  const found: (Capture | Trouble)[] = []
  for (const group of grouped(seen, text)) found.push(...(group.length ? judgeable(group, block, page) : []))
  if (!seen.length && looksLikeOurs(block)) {
    const spot = page.spotOf(block.excerpt.toFile(text.search(/[{[]/)))
    found.push({ spot, trouble: 'the example cannot be read as JSON' })
  }
  if (found.length && block.unclosedAt !== undefined)
    found.push({ spot: page.spotOf(block.unclosedAt), trouble: 'the code block that begins here is never closed' })
  return found
}

const OURS = /"object"\s*:\s*"chat\.completion|"choices"\s*:\s*\[\s*\{\s*"(?:index|delta|message|finish_reason)"/

/** Says that it is JSON, and speaks of a chat completion. */
function looksLikeOurs({ language, excerpt: { text } }: Block): boolean {
  if (!/^json/.test(language) || !/^\s*(?:data:\s*)?[{[]/.test(text) || !OURS.test(text)) return false
  const reading = readLiteral(text, text.search(/[{[]/))
  return !reading || reading.problems.length > 0
}

function sightingsIn(block: Block): Sighting[] {
  const { excerpt } = block
  const commands = excerpt.text.includes('curl') ? curlCommands(excerpt) : []
  const found: Sighting[] = []
  const taken: { start: number; end: number }[] = [...commands]
  for (const { start, end, url, data } of commands) {
    const reading = data && data.text.length < LONGEST ? readLiteral(data.text) : undefined
    if (!data || reading?.node.type !== 'object' || (url !== undefined && !isChat(url))) continue
    // To that address nothing else is sent.
    const asksChat = url !== undefined && endpointOf(url) === 'chat'
    if (asksChat || shapeOf(jsonOf(reading.node)) === 'request')
      found.push({ shape: 'request', excerpt: data, reading, start, end })
  }
  for (const call of callsIn(excerpt)) {
    if (isWithin(taken, call.start)) continue
    found.push(call)
    taken.push(call)
  }
  found.push(...valuesIn(block, taken))
  return found.sort((a, b) => a.start - b.start)
}

function isChat(url: string): boolean {
  // `$BASE_URL` may be anything.
  return endpointOf(url) === 'chat' || !/\/\w/.test(url.replace(/^https?:\/\//, ''))
}

/** Whether one of the ranges holds the place. */
function isWithin(ranges: readonly { start: number; end: number }[], at: number): boolean {
  return ranges.some(({ start, end }) => start <= at && at < end)
}

const CALL = /\.chat\.completions\.(?:with_\w+\.)?(?:create|parse|stream)\(\s*/g
/** Arguments of the call that are no members of the body. */
const OF_CLIENT = new Set(['extra_headers', 'extra_query', 'extra_body', 'timeout'])

/** Where so many calls cannot be read, the others cannot either. */
const MOST_UNREAD = 20

/** Calls of the official libraries: keyword arguments in Python, an object in JavaScript. */
function callsIn(excerpt: Excerpt): Sighting[] {
  const { text } = excerpt
  const found: Sighting[] = []
  let unread = 0
  for (const { index, 0: opened } of text.matchAll(CALL)) {
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
        shape: 'request',
        excerpt,
        reading: { node: asBody(node), problems: [] },
        start: index,
        end: node.end,
      })
  }
  return found
}

/** The body that the client sends for its arguments. */
function asBody(call: Branch): Branch {
  const extra = childOf(call, 'extra_body')
  const own = call.members.filter(({ key }) => !OF_CLIENT.has(key))
  if (!extra) return { ...call, members: own }
  if (extra.type !== 'object') return { ...call, members: own, isElided: true }
  return { ...call, members: [...own, ...extra.members], isElided: call.isElided || extra.isElided }
}

/** Endpoints of other protocols, whose requests look alike. */
const FOREIGN =
  /\/v\d\/(?:messages|responses|completions|embeddings|rerank)\b|\/api\/(?:chat|generate)\b|\b(?:messages|responses)\.create\(|:generateContent/
/** What is worth a look also within something else, and behind something on its line. */
const TELLING: readonly (Shape | undefined)[] = ['chunk', 'completion', 'request', 'models']
/** Objects that are tried in one block. */
const MOST_TRIES = 1000

/** Objects anywhere in the block: JSON, Python or JavaScript. */
function valuesIn({ excerpt }: Block, taken: readonly { start: number; end: number }[]): Sighting[] {
  const { text } = excerpt
  const isForeign = FOREIGN.test(text) && !/chat[/.]completions/.test(text)
  const found: Sighting[] = []
  let around = 0
  let tries = 0
  for (let at = text.indexOf('{'); at >= 0 && tries < MOST_TRIES; at = text.indexOf('{', at + 1)) {
    if (isWithin(taken, at)) continue
    tries++
    const reading = readLiteral(text, at)
    if (reading?.node.type !== 'object') continue
    const shape = shapeOf(jsonOf(reading.node))
    const isInside = at < around || !/^[\s>]*(?:data:\s*)?$/.test(text.slice(text.lastIndexOf('\n', at) + 1, at))
    if (shape && (!isInside || TELLING.includes(shape)) && !(shape === 'request' && isForeign)) {
      found.push({ shape, excerpt, reading, start: at, end: reading.node.end })
      at = reading.node.end - 1
    } else around = Math.max(around, reading.node.end)
  }
  return found
}

const ELISION = /\.\.\.|…|\u22ee|\[(?:more|\.)/

/** Chunks that follow one another are one stream, up to an elision or to where another one begins. */
function grouped(seen: readonly Sighting[], text: string): Sighting[][] {
  const groups: Sighting[][] = []
  let before: Sighting | undefined
  for (const one of seen) {
    const between = before ? text.slice(before.end, one.start) : ''
    const goesOn =
      before?.shape === 'chunk' &&
      one.shape === 'chunk' &&
      !ELISION.test(between) &&
      !between.includes('[DONE]') &&
      !(firstRole(one.reading.node) && idOf(one.reading.node) !== idOf(before.reading.node))
    if (goesOn) groups.at(-1)?.push(one)
    else groups.push([one])
    before = one
  }
  return groups
}

function idOf(node: Node): unknown {
  return asObject(jsonOf(node))?.id
}

function firstRole(node: Node): boolean {
  const choices = asList(asObject(jsonOf(node))?.choices)
  return choices.some((choice) => asObject(asObject(choice)?.delta)?.role !== undefined)
}

/** The capture that a group stands for; the trouble, where its text is broken. */
function judgeable(group: readonly Sighting[], block: Block, page: Page): (Capture | Trouble)[] {
  const [first] = group
  if (!first) return []
  const { shape } = first
  const isStream = shape === 'chunk'
  const broken = group.find(({ reading }) => reading.problems.length)
  const [problem] = broken?.reading.problems ?? []
  if (broken && problem) {
    const spot = page.spotOf(broken.excerpt.toFile(problem.at))
    return isCode(block) ? [] : [{ spot, trouble: `${TITLES[shape]} that cannot be read: ${problem.message}` }]
  }
  const values = group.map(({ excerpt, reading }, i): Valued => {
    return { pointer: isStream ? `/chunks/${i}` : '', excerpt, node: reading.node }
  })
  const spot = page.spotOf(first.excerpt.toFile(first.reading.node.start))
  const about = {
    spot,
    values,
    source: page.text,
    hides: hider(values),
    locate: locator(() => values, page.spotOf, spot),
  }
  if (shape === 'request')
    return [{ ...about, title: TITLES.request, subject: { kind: 'request', body: jsonOf(first.reading.node) } }]
  if (!isStream) return [{ ...about, title: TITLES[shape], subject: replyOf({ body: textOf(first), shape }) }]
  const { text } = block.excerpt
  const isDone = /^[^{\n]*\[DONE\]/m.test(text.slice(group.at(-1)?.end, nextStart(group, text)))
  const isContinued = continues(group, block, page)
  const part = isContinued ? 'middle' : isDone ? undefined : 'beginning'
  const body = group.map((one) => framed(textOf(one))).join('') + (isDone ? DONE : '')
  const title = group.length === 1 && !isDone ? TITLES.chunk : TITLES.stream
  return [{ ...about, title, subject: replyOf({ body, shape: 'stream', ...(part ? { part } : {}) }) }]
}

/** Where the next object begins behind a group. */
function nextStart(group: readonly Sighting[], text: string): number {
  const next = text.indexOf('{', group.at(-1)?.end)
  return next < 0 ? text.length : next
}

/** Something stands before the group that is left out, or an earlier block of the page holds the beginning of its stream. */
function continues(group: readonly Sighting[], block: Block, page: Page): boolean {
  const [first] = group
  if (!first) return false
  const { text } = block.excerpt
  const before = text.slice(text.lastIndexOf('}', first.start) + 1, first.start)
  const id = idOf(first.reading.node)
  const isKnown = typeof id === 'string' && page.begun.has(id)
  if (typeof id === 'string') page.begun.add(id)
  return ELISION.test(before) || (isKnown && !firstRole(first.reading.node))
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
