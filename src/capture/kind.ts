/** Finds the form of a file by its beginning, and by its name where several forms look alike. */

export type Form = 'json' | 'jsonl' | 'sse' | 'markdown' | 'rst' | 'html'
/** What `--as` takes, in addition to the shapes of the API. */
export const FORMS = ['sse', 'jsonl', 'har', 'recording', 'markdown', 'rst', 'html'] as const

const BY_NAME: readonly (readonly [RegExp, Form])[] = [
  [/\.(?:md|mdx|markdown|mdown|qmd|ipynb\.md)$/i, 'markdown'],
  [/\.rst$/i, 'rst'],
  [/\.html?$/i, 'html'],
  [/\.(?:jsonl|ndjson)$/i, 'jsonl'],
  [/\.(?:sse|event-stream)$/i, 'sse'],
]
const BY_FORM: Readonly<Record<string, Form>> = {
  sse: 'sse',
  jsonl: 'jsonl',
  markdown: 'markdown',
  rst: 'rst',
  html: 'html',
}

/** The form of a file that is read as this kind. */
export function formAs(kind: string): Form {
  return BY_FORM[kind] ?? 'json'
}

/** Names of files that are worth a look in a folder. */
export function isCapture(name: string): boolean {
  return /\.(?:json|har|txt|log)$/i.test(name) || BY_NAME.some(([form]) => form.test(name))
}

/** What is wrong with a file that is not text; undefined for text. */
export function notText(head: Buffer): string | undefined {
  if (/^(?:\xff\xfe|\xfe\xff)/.test(head.toString('latin1', 0, 2))) return 'is UTF-16: save it as UTF-8'
  if (head[0] === 0x1f && head[1] === 0x8b) return 'is compressed: unpack it first'
  return head.includes(0) ? 'is a binary file' : undefined
}

/** The form of a text; undefined if it is not known here. */
export function formOf(name: string, head: string): Form | undefined {
  const text = head.replace(/^\ufeff/, '').trimStart()
  const named = BY_NAME.find(([form]) => form.test(name))?.[1]
  if (/^(?:<!doctype html|<html)\b/i.test(text)) return 'html'
  if (named === 'markdown' || named === 'rst' || named === 'html') return named
  if (/^(?:(?:data|event|id|retry):|:)/.test(text)) return 'sse'
  if (/^[{[]/.test(text)) return named === 'jsonl' || isLinewise(text) ? 'jsonl' : 'json'
  if (named) return named
  if (/^\s*(?:`{3}|~{3})/m.test(text)) return 'markdown'
  if (/^\s*\.\. [\w-]+::|::[ \t]*\r?\n[ \t]*\r?\n[ \t]+\S/m.test(text)) return 'rst'
  if (/^<\w[^>]*>/.test(text)) return 'html'
  return /^#{1,6} /m.test(text) ? 'markdown' : undefined
}

/** The first line is JSON on its own, and another line follows. */
function isLinewise(text: string): boolean {
  const [first = '', second = ''] = text.split(/\r?\n/).filter((line) => line.trim())
  if (!/^\s*\{/.test(second)) return false
  try {
    JSON.parse(first)
    return true
  } catch {
    return false
  }
}
