/** Whether the tokens of a choice, put together, are its text. */
import type { Finding, JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, string } from '../../../../rules/_helpers.ts'
import { choices, usage } from '../_chat.ts'
import { bytesOf, contentOf, decoded, type EntrySeen, entriesOf, isSpecial, saysMoreThanText } from './_entries.ts'

/** A finding for each choice whose tokens are not its text. */
export function* misjoined(seen: JsonSeen | StreamSeen): Iterable<Finding> {
  const thought = integer(object(usage(seen)?.completion_tokens_details)?.reasoning_tokens) ?? 0
  if (thought > 0) return
  for (const choice of choices(seen.result)) {
    const found = entriesOf(choice)
    const content = contentOf(choice)
    if (!content || !found.length || saysMoreThanText(choice) || content.includes('\ufffd')) continue
    const joined = join(found)
    if (joined === undefined || isText(joined, content, asked(seen))) continue
    // A model may say a special token in the midst of its text, where the server leaves it out.
    const plain = join(found.filter(({ entry }) => !isSpecial(string(entry.token) ?? '')))
    if (plain !== undefined && isText(plain, content, asked(seen))) continue
    yield {
      at: `${choice.at}/logprobs/content`,
      message: `has tokens that put together are ${quoted(joined)}, not the content ${quoted(content)}`,
      got: joined,
    }
  }
}

/** The bytes of all tokens as text, without half a character at the end; undefined where some have no usable bytes. */
function join(found: readonly EntrySeen[]): string | undefined {
  const parts = found.map(({ entry }) => bytesOf(entry) ?? plainText(entry))
  if (parts.some((part) => part === undefined)) return undefined
  const bytes = Buffer.concat(parts as Uint8Array[])
  for (const cut of [0, 1, 2, 3]) {
    const text = cut <= bytes.length ? decoded(bytes.subarray(0, bytes.length - cut)) : undefined
    if (text !== undefined) return text
  }
  return undefined
}

/** Tokens without bytes count by their text, unless it only describes bytes. */
function plainText({ token }: Wire): Uint8Array | undefined {
  if (typeof token !== 'string' || token.includes('\ufffd') || /\\x[0-9a-f]{2}/i.test(token)) return undefined
  return Buffer.from(token)
}

/** Equal but for white space at the ends, the tokens that end a turn, and what a stop string took away. */
function isText(joined: string, content: string, ask: Wire): boolean {
  const all = joined.trim()
  const said = content.trim()
  if (all === said) return true
  const stops = [ask.stop, ...list(ask.stop)].filter((stop): stop is string => typeof stop === 'string' && stop !== '')
  const rest = all.startsWith(said) ? all.slice(said.length) : undefined
  if (rest !== undefined && (isSpecial(rest) || stops.some((stop) => joined.includes(stop)))) return true
  const before = all.endsWith(said) ? all.slice(0, all.length - said.length) : undefined
  return before !== undefined && isSpecial(before)
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
