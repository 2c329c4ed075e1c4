/** Finds the format of a file by its name and its beginning. */
import type { Format } from './format.ts'
import { FORMATS } from './formats/index.ts'

/** What `--as` takes, in addition to the shapes of the API. */
export const FORMS = [...FORMATS.map(({ name }) => name), 'har', 'recording', 'notebook']

/** The format of a file that is read as this kind: shapes, archives and recordings are JSON. */
export function formatAs(kind: string): Format {
  return formatNamed(kind) ?? (formatNamed('json') as Format)
}

export function formatNamed(name: string): Format | undefined {
  return FORMATS.find((format) => format.name === name)
}

/** Names of files that are worth a look in a folder. */
export function isCapture(name: string): boolean {
  return FORMATS.some(({ ending }) => ending?.test(name))
}

/** What is wrong with a file that is not text; undefined for text. */
export function notText(head: Buffer): string | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'is compressed: unpack it first'
  return head.includes(0) ? 'is a binary file' : undefined
}

/** Endings of formats that hold code or text before their examples: what they begin with says nothing. */
const BY_NAME = /^(?:html|markdown|rst|yaml)$/
/** JSON is recognised before the name, but for logs, which may begin like it. */
const BY_BEGINNING = /^(?:sse|jsonl|json)$/

/** The format of a text. */
export function formatOf(name: string, head: string): Format {
  const text = head.replace(/^\ufeff/, '').trimStart()
  const looks = (format: Format): boolean => format.looks(text, name)
  const named = FORMATS.find(({ ending }) => ending?.test(name))
  const html = formatNamed('html')
  if (html && looks(html)) return html
  if (named && BY_NAME.test(named.name)) return named
  const begun = FORMATS.find((format) => BY_BEGINNING.test(format.name) && looks(format))
  // A log may have a single line.
  if (begun?.name === 'json' && named?.name === 'jsonl') return named
  if (begun) return begun
  if (named && named.name !== 'text') return named
  return FORMATS.find((format) => looks(format) || format.name === guess(text)) ?? (formatNamed('text') as Format)
}

/** Documents without an ending, such as standard input. */
function guess(text: string): string {
  if (/^\s*(?:`{3}|~{3})/m.test(text)) return 'markdown'
  if (/^\s*\.\. [\w-]+::|::[ \t]*\r?\n[ \t]*\r?\n[ \t]+\S/m.test(text)) return 'rst'
  if (/^<\w[^>]*>/.test(text)) return 'html'
  return /^#{1,6} /m.test(text) && !/^(?:HTTP\/\d|[<>*] |\$ )/m.test(text) ? 'markdown' : 'text'
}
