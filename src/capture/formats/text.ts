/** Plain text: transcripts of curl and HTTPie, commands with their replies, logs with a prefix, exceptions of SDKs. */
import { endpointOf, mainEndpoint } from '../../ask/apis.ts'
import { parseJson } from '../../foundation/json.ts'
import type { EndpointFacts, Finding } from '../../model/index.ts'
import type { Block } from '../block.ts'
import { type Capture, hider, locator, type Trouble, type Valued } from '../capture.ts'
import { captureGroup, groupStreams, type Page } from '../documents/document.ts'
import { type HttpMessage, headerOf, httpMessages } from '../documents/http.ts'
import { readLiteral } from '../documents/literal.ts'
import { withoutDefaults } from '../documents/printed.ts'
import { type CurlCommand, curlCommands } from '../documents/shell.ts'
import { type Sighting, sightingsIn } from '../documents/sightings.ts'
import { cut, type Excerpt, spotter, wholeOf } from '../excerpt.ts'
import { exchangeCaptures } from '../exchange.ts'
import type { Format, WholeFile } from '../format.ts'
import { jsonOf } from '../node.ts'
import { frameEvent, requestOf } from '../reply.ts'
import { type Contract, endMark, shapeOf, streamEndpoint } from '../shape.ts'
import { eventValues, removeCut } from './sse-log.ts'

export const textFormat: Format = {
  name: 'text',
  holds: 'HTTP (curl -i, curl -v, HTTPie), data: lines with any prefix, JSON and Python values, exceptions of SDKs',
  ending: /\.(?:txt|log|out|http|rest)$/i,
  looks: () => true,
  whole: textCaptures,
}

function textCaptures(file: WholeFile): readonly (Capture | Trouble)[] {
  const { contract, text } = file
  const page: Page = { contract, text, spotOf: spotter(text), begun: new Set(), isTraffic: true }
  const found = sessionCaptures(wholeOf(text), page, file)
  return found.toSorted((a, b) => a.spot.line - b.spot.line || a.spot.column - b.spot.column)
}

/** What can be judged in a text that a shell or a program printed. */
export function sessionCaptures(
  excerpt: Excerpt,
  page: Page,
  { contract, left, isWhole }: Pick<WholeFile, 'contract' | 'left' | 'isWhole'>,
): (Capture | Trouble)[] {
  const block: Block = { excerpt, language: '' }
  const commands = excerpt.text.includes('curl') ? curlCommands(excerpt) : []
  const found: (Capture | Trouble)[] = []
  const taken: { start: number; end: number }[] = []
  let asked: HttpMessage | undefined
  let since = 0
  for (const message of httpMessages(excerpt)) {
    const { kind, status = 0 } = message
    if (kind === 'request') asked = message
    if (kind === 'request' || status < 200 || (status >= 300 && status < 400)) continue
    const from = since
    const command = commands.findLast(({ start, end }) => start >= from && end <= message.start)
    const reply = readReply(message, contract, isWhole)
    const sent = sentBy(asked, command)
    const spot = page.spotOf(excerpt.toFile(message.start))
    const endpoint = endpointFor(contract, sent, reply)
    since = message.start
    // The request is judged with its reply, or not at all.
    const start = Math.min(message.start, asked?.start ?? message.start, command?.start ?? message.start)
    taken.push({ start, end: message.start + 1 })
    asked = undefined
    if (!reply) left.add('empty', spot)
    else if (!endpoint) left.add(sent.url === undefined ? 'strange' : 'elsewhere', spot, sent.url)
    else if (!reply.isSure) left.add('strange', spot)
    else {
      const exchange = exchangeCaptures(
        contract,
        {
          method: endpoint.method,
          url: sent.url ?? endpoint.path,
          requestHeaders: sent.headers,
          ...(sent.body === undefined ? {} : { sent: sent.body.text }),
          status,
          headers: message.headers,
          body: reply.bytes,
          hasAllHeaders: message.headers.length > 2 && headerOf(message, 'content-type') !== undefined,
          hasEnd: reply.hasEnd,
        },
        { spot, source: page.text, locate: locator(() => reply.values, page.spotOf, spot) },
      )
      found.push(...exchange.map((one) => placed(one, reply, sent, page)))
    }
    if (reply) taken.push({ start: message.start, end: reply.end })
  }
  const seen = sightingsIn(block, contract, Infinity)
    .filter(({ start }) => !isWithin(taken, start))
    .map((one) =>
      isDict(one)
        ? { ...one, reading: { ...one.reading, node: withoutDefaults(one.reading.node) }, isPrinted: true as const }
        : one,
    )
  const groups = groupStreams(seen, excerpt.text, contract, true)
  for (const [i, group] of groups.entries()) {
    if (isRefused(group, groups[i + 1])) continue
    const answered = answeredBy(group, commands, excerpt.text, contract)
    found.push(...captureGroup(answered, block, page))
  }
  return found
}

/** A reply that Python printed as a dict: of an object of a client, with None for what was not sent. */
function isDict({ shape: { form }, reading, excerpt, isPrinted }: Sighting): boolean {
  const { start, end } = reading.node
  return !isPrinted && (form === 'json' || form === 'event') && parseJson(excerpt.text.slice(start, end)) === undefined
}

/** Whether a group is a request that is refused by what follows it: the refusal is right. */
function isRefused([{ shape }]: readonly [Sighting, ...Sighting[]], next: readonly Sighting[] | undefined): boolean {
  return shape.form === 'request' && next?.[0]?.shape.form === 'error'
}

function isWithin(ranges: readonly { start: number; end: number }[], at: number): boolean {
  // The ranges are in order.
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? 0) <= at) low = middle + 1
    else high = middle
  }
  const range = ranges[low]
  return range !== undefined && range.start <= at
}

/** A reply that follows a command, with nothing between them, answers it. */
function answeredBy(
  group: [Sighting, ...Sighting[]],
  commands: readonly CurlCommand[],
  text: string,
  contract: Contract,
): [Sighting, ...Sighting[]] {
  const [first, ...others] = group
  if (first.shape.form === 'request' || first.known) return group
  const command = commands.findLast(({ end }) => end <= first.start)
  const body = command?.data?.text
  const isNext =
    command !== undefined &&
    first.start - command.end < 1000 &&
    !text.slice(command.end, first.start).replace(/data:/, '').trim()
  const endpoint = command?.url === undefined ? undefined : endpointOf(contract.api, undefined, command.url)
  const isComplete = parseJson(text.slice(first.start, first.end)) !== undefined
  if (!isNext || !endpoint || !command.url || body === undefined || parseJson(body) === undefined || !isComplete)
    return group
  return [{ ...first, known: { request: requestOf(contract.api, body, { url: command.url }) } }, ...others]
}

interface Sent {
  readonly url?: string
  readonly headers: readonly (readonly [string, string])[]
  /** As JSON; without it, it is not known what was asked. */
  readonly body?: Excerpt
}

/** The request of a reply: the head that the client printed, the body that the command sends. */
function sentBy(asked: HttpMessage | undefined, command: CurlCommand | undefined): Sent {
  const url = asked?.url ?? command?.url
  const body = [asked?.body, command?.data].find((one) => one && parseJson(one.text) !== undefined)
  return {
    headers: asked?.headers ?? [],
    ...(url === undefined ? {} : { url }),
    ...(body ? { body } : {}),
  }
}

/** What a reply has for a body. */
interface Reply {
  readonly form: 'json' | 'stream' | 'other'
  readonly bytes: Buffer
  readonly values: readonly Valued[]
  /** Offset in the text after it. */
  readonly end: number
  readonly hasEnd: boolean
  /** It is certainly all of the body, and nothing else. */
  readonly isSure: boolean
  readonly hides?: (finding: Finding) => boolean
}

function endpointFor({ api, captures }: Contract, { url }: Sent, reply: Reply | undefined): EndpointFacts | undefined {
  if (url !== undefined) return captures.isForeign(url) ? undefined : endpointOf(api, undefined, url)
  if (reply?.form === 'stream') return api.endpoints.find(({ name }) => name === streamEndpoint({ api, captures }))
  const [value] = reply?.values ?? []
  const shape = value && shapeOf({ api, captures }, jsonOf(value.node))
  return shape ? api.endpoints.find(({ name }) => name === shape.endpoint) : reply && mainEndpoint(api)
}

function readReply(message: HttpMessage, contract: Contract, isWhole: boolean): Reply | undefined {
  const { body } = message
  const from = body.text.search(/\S/)
  if (from < 0) return undefined
  const rest = body.text.slice(from)
  if (/^(?:data|event|id|retry)?:/.test(rest))
    return readStream(cut(body, from, body.text.length), message, contract, isWhole)
  if (/^[{[]/.test(rest)) {
    const reading = readLiteral(rest)
    const values = reading ? [{ pointer: '', excerpt: cut(body, from, body.text.length), node: reading.node }] : []
    const written = rest.slice(0, reading?.node.end ?? rest.length)
    const isStrict = parseJson(written) !== undefined
    const hides = hider(values)
    return {
      form: 'json',
      bytes: Buffer.from(isStrict || !reading ? written : JSON.stringify(jsonOf(reading.node))),
      values,
      end: body.toFile(from + Math.max(0, written.length - 1)) + 1,
      hasEnd: true,
      // A body that breaks off may have been cut when it was copied.
      isSure: isStrict || (reading !== undefined && !reading.problems.length),
      ...(isStrict ? {} : { hides }),
    }
  }
  const text = rest.trimEnd()
  const length = Number(headerOf(message, 'content-length'))
  const isCounted = [text, rest].some((one) => Buffer.byteLength(one) === length)
  const isError = (message.status ?? 0) >= 400 && headerOf(message, 'content-type') !== undefined
  const isSure =
    (isCounted || isError || /^<(?:!doctype|html)\b/i.test(text)) && !/^(?:\.\.\.|…|<[\w .-]+>$)/.test(text)
  return { form: 'other', bytes: Buffer.from(text), values: [], end: message.end, hasEnd: true, isSure }
}

/** The lines of a stream, up to the first that belongs to something else. */
function readStream(body: Excerpt, message: HttpMessage, contract: Contract, isWhole: boolean): Reply {
  const mark = endMark(contract, streamEndpoint(contract))
  const excerpt = cut(body, 0, lengthOfStream(body.text))
  const lines = excerpt.text.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'))
  const isDone = mark !== undefined && lines.at(-1)?.slice('data:'.length).trim() === mark
  const hasEnd = isDone || message.isClosed || isWhole
  // Whoever copied it left out the empty lines.
  const isSquashed = lines.length > 1 && !/(?:\n|\r)[ \t]*(?:\r\n|\n|\r)[ \t]*\S/.test(excerpt.text)
  const text = isSquashed
    ? lines.map((line) => frameEvent(line.slice('data:'.length).trim())).join('')
    : `${excerpt.text.trimEnd()}\n\n`
  const bytes = Buffer.from(text)
  return {
    form: 'stream',
    bytes: hasEnd ? bytes : removeCut(bytes, mark),
    values: isSquashed ? [] : eventValues(excerpt),
    end: excerpt.toFile(Math.max(0, excerpt.text.length - 1)) + 1,
    hasEnd,
    isSure: lines.some((line) => line !== 'data:'),
  }
}

function lengthOfStream(text: string): number {
  let length = 0
  for (const { index, 0: line } of text.matchAll(/[^\r\n]*(?:\r\n|\n|\r|$)/g)) {
    if (line.trim() && !/^(?:data|event|id|retry)?:/.test(line)) break
    length = index + line.length
    if (length >= text.length) break
  }
  return length
}

/** The captures with their own places, and what is left out in them. */
function placed(one: Capture | Trouble, { hides }: Reply, { body }: Sent, page: Page): Capture | Trouble {
  if ('trouble' in one) return one
  if (one.subject.kind === 'request' && body) {
    const values = (): Valued[] => {
      const node = readLiteral(body.text)?.node
      return node ? [{ pointer: '', excerpt: body, node }] : []
    }
    const spot = page.spotOf(body.toFile(0))
    return { ...one, spot, locate: locator(values, page.spotOf, spot) }
  }
  return hides ? { ...one, hides: (finding) => hides(finding) || (one.hides?.(finding) ?? false) } : one
}
