/** Whether the joined tokens of a choice equal its content. */
import type { Finding, JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, list, string, strings } from '../../../../rules/_helpers.ts'
import { type ChoiceSeen, choices, reasoningTokens, usage } from '../_chat.ts'
import { reasoning } from '../_reasoning.ts'
import { bytesOf, contentOf, decode, type EntrySeen, entriesOf, isSpecial } from './_entries.ts'

/** A finding for each choice whose joined tokens differ from its content. */
export function* findMismatches(seen: JsonSeen | StreamSeen): Iterable<Finding> {
  if (reasoningTokens(usage(seen)) > 0) return
  for (const choice of choices(seen.result)) {
    const choiceEntries = entriesOf(choice)
    const content = contentOf(choice)
    if (!content || !choiceEntries.length || hasOtherOutput(choice) || content.includes('\ufffd')) continue
    const joined = join(choiceEntries)
    if (joined === undefined || matchesContent(joined, content, asked(seen))) continue
    // A model may generate a special token within its text, which the server removes from content.
    const withoutSpecial = join(choiceEntries.filter(({ entry }) => !isSpecial(string(entry.token) ?? '')))
    if (withoutSpecial !== undefined && matchesContent(withoutSpecial, content, asked(seen))) continue
    yield {
      at: `${choice.at}/logprobs/content`,
      message: `has tokens that join to ${quote(joined)}; expected the content, ${quote(content)}`,
      got: joined,
    }
  }
}

/** Whether there is reasoning or a tool call: both have tokens, which are not in the content. */
function hasOtherOutput({ message }: ChoiceSeen): boolean {
  return reasoning(message) !== '' || list(message.tool_calls).length > 0
}

/** The bytes of all tokens as a string, without an incomplete character at the end; undefined if some have no usable bytes. */
export function join(choiceEntries: readonly EntrySeen[]): string | undefined {
  const parts = choiceEntries.map(({ entry }) => bytesOf(entry) ?? encodeToken(entry))
  if (parts.some((part) => part === undefined)) return undefined
  const bytes = Buffer.concat(parts as Uint8Array[])
  for (const cut of [0, 1, 2, 3]) {
    const text = cut <= bytes.length ? decode(bytes.subarray(0, bytes.length - cut)) : undefined
    if (text !== undefined) return text
  }
  return undefined
}

/** The bytes of a token without bytes are those of its text, unless the text only describes bytes. */
function encodeToken({ token }: Wire): Uint8Array | undefined {
  if (typeof token !== 'string' || token.includes('\ufffd') || /\\x[0-9a-f]{2}/i.test(token)) return undefined
  return Buffer.from(token)
}

/** Equal except for white space at the ends, tokens that end a turn, and text that a stop sequence removed. */
function matchesContent(joined: string, content: string, ask: Wire): boolean {
  const trimmedTokens = joined.trim()
  const trimmedContent = content.trim()
  if (trimmedTokens === trimmedContent) return true
  const rest = trimmedTokens.startsWith(trimmedContent) ? trimmedTokens.slice(trimmedContent.length) : undefined
  if (rest !== undefined && (isSpecial(rest) || strings(ask.stop).some((stop) => joined.includes(stop)))) return true
  const before = trimmedTokens.endsWith(trimmedContent)
    ? trimmedTokens.slice(0, trimmedTokens.length - trimmedContent.length)
    : undefined
  return before !== undefined && isSpecial(before)
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
