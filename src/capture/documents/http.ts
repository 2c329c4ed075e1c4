/** Finds HTTP messages in text: as they are on the wire, as curl -i, curl -v and HTTPie print them, and as documents show them. */
import { type Excerpt, joinRuns, type Run } from '../excerpt.ts'
import type { Headers } from '../exchange.ts'

export interface HttpMessage {
  readonly kind: 'request' | 'reply'
  /** Offsets in the text, from the first line of the head to the end of the body. */
  readonly start: number
  readonly end: number
  /** Of a request. */
  readonly method?: string
  readonly url?: string
  /** Of a reply. */
  readonly status?: number
  /** Names are in lower case. */
  readonly headers: Headers
  /** Without what the client prints between its parts. */
  readonly body: Excerpt
  /** The client printed after it that the reply was complete. */
  readonly isClosed: boolean
}

interface TextLine {
  readonly from: number
  /** Without its line end. */
  readonly text: string
  /** Its line end. */
  readonly end: string
}

const STATUS = /^(\s{0,8})(<{1,2} ?)?HTTP\/\d(?:\.\d)? (\d{3})(?!\S)/
const REQUEST =
  /^(\s{0,8})(>{1,2} ?)?(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (\/\S*|https?:\/\/\S+)(?: HTTP\/\d(?:\.\d)?)?\s*$/
const FIELD = /^([!#$%&'*+.^_`|~\w-]+):[ \t]?(.*)$/
/** The next command of a session, or the next request of a collection. */
const BOUNDARY = /^\s*(?:###|(?:[\w.@:~/()-]{0,80} ?[$#%>❯»] ?)?(?:curl|https?|xh|wget)\s|\$ \S|>>> )/
/** What curl prints about the connection, and how far it is. */
const NOISE = /^(?:\* |[{}] \[\d+ bytes data\]|\s*%\s+Total\s|\s+Dload\s+Upload|\s*\d+\s+[\d.]+[kMG]?\s+\d+\s.*--:--:)/
const CLOSED = /\* (?:Connection #\d+ to host .* left intact|Closing connection)/

/** The messages of a text, in order. */
export function httpMessages(around: Excerpt): readonly HttpMessage[] {
  if (!/HTTP\/\d|(?:GET|POST) https?:/.test(around.text)) return []
  const lines = linesOf(around.text)
  const found: HttpMessage[] = []
  for (let i = 0; i < lines.length; ) {
    const begun = beginning(lines[i]?.text ?? '')
    if (!begun) {
      i++
      continue
    }
    const { message, next } = readMessage(around, lines, i, begun)
    found.push(message)
    i = next
  }
  return found
}

type Head = Pick<HttpMessage, 'kind' | 'method' | 'url' | 'status'> & { readonly indent: number; readonly mark: string }

function beginning(line: string): Head | undefined {
  const status = STATUS.exec(line)
  if (status)
    return { kind: 'reply', indent: status[1]?.length ?? 0, mark: status[2]?.trim() ?? '', status: Number(status[3]) }
  const request = REQUEST.exec(line)
  if (!request || !(line.includes(' HTTP/') || line.includes('://'))) return undefined
  const [, indent = '', mark = '', method = '', url = ''] = request
  return { kind: 'request', indent: indent.length, mark: mark.trim(), method, url }
}

function readMessage(
  around: Excerpt,
  lines: readonly TextLine[],
  from: number,
  { indent, mark, ...head }: Head,
): { readonly message: HttpMessage; readonly next: number } {
  const headers: (readonly [string, string])[] = []
  let i = from + 1
  for (; i < lines.length; i++) {
    const line = lines[i]?.text ?? ''
    if (mark && NOISE.test(line)) continue
    const bare = line.slice(indentOf(line, indent))
    if (mark && !bare.startsWith(mark)) break
    const text = mark ? bare.slice(mark.length).trim() : bare
    const field = FIELD.exec(text)
    if (!field) {
      if (!text.trim()) i++
      break
    }
    headers.push([field[1]?.toLowerCase() ?? '', field[2]?.trim() ?? ''])
  }
  const runs: Run[] = []
  let isClosed = false
  for (; i < lines.length; i++) {
    const line = lines[i] as TextLine
    if (mark && CLOSED.test(line.text)) isClosed = true
    if (mark && NOISE.test(line.text)) continue
    if (beginning(line.text) || BOUNDARY.test(line.text)) break
    const cut = indentOf(line.text, indent)
    const text = mark
      ? line.text.slice(cut).replace(/\* (?:Connection #|Closing connection).*$/, '')
      : line.text.slice(cut)
    runs.push({ from: line.from + cut, text: text + line.end })
  }
  const last = lines[i - 1]
  const message = {
    ...head,
    start: lines[from]?.from ?? 0,
    end: last ? last.from + last.text.length : around.text.length,
    headers,
    body: joinRuns(around, runs),
    isClosed,
  }
  return { message, next: i }
}

function indentOf(line: string, most: number): number {
  return Math.min(most, line.length - line.trimStart().length)
}

function linesOf(text: string): readonly TextLine[] {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)].flatMap(({ index, 0: whole, 1: line = '', 2: end = '' }) =>
    whole ? [{ from: index, text: line, end }] : [],
  )
}

/** The value of a header; its name is in lower case. */
export function headerOf({ headers }: HttpMessage, name: string): string | undefined {
  return headers.find(([key]) => key === name)?.[1]
}
