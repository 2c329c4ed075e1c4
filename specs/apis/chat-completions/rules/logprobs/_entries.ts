/** The log probabilities of a reply, looked at with care. */
import type { Wire } from '../../../../../src/model/index.ts'
import { list, object, string } from '../../../../rules/_helpers.ts'
import { type ChoiceSeen, choices } from '../_chat.ts'

/** An entry of `logprobs.content`. */
export interface EntrySeen {
  readonly at: string
  readonly choice: ChoiceSeen
  readonly entry: Wire
  readonly top: readonly Wire[]
}

/** The entries of every choice, in order. */
export function entries(completion: Wire): readonly EntrySeen[] {
  return choices(completion).flatMap(entriesOf)
}

/** The entries of a choice. */
export function entriesOf(choice: ChoiceSeen): readonly EntrySeen[] {
  return list(object(choice.choice.logprobs)?.content).flatMap((value, i) => {
    const entry = object(value)
    if (!entry) return []
    const top = list(entry.top_logprobs).flatMap((candidate): Wire[] => {
      const found = object(candidate)
      return found ? [found] : []
    })
    return [{ at: `${choice.at}/logprobs/content/${i}`, choice, entry, top }]
  })
}

/** The `bytes` of an entry, where they are bytes. */
export function bytesOf(entry: Wire): Uint8Array | undefined {
  const { bytes } = entry
  if (!Array.isArray(bytes)) return undefined
  const isByte = (byte: unknown) => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte <= 255
  return bytes.every(isByte) ? Uint8Array.from(bytes as number[]) : undefined
}

/** Bytes as text; undefined where they are not whole UTF-8. */
export function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A log probability that can be compared: -9999 only stands for very unlikely. */
export function logprobOf(entry: Wire): number | undefined {
  const { logprob } = entry
  return typeof logprob === 'number' && logprob > -9999 ? logprob : undefined
}

/** Both entries name the same token. */
export function isSameToken(a: Wire, b: Wire): boolean {
  return a.token === b.token && JSON.stringify(a.bytes) === JSON.stringify(b.bytes)
}

/** A token that ends a turn or the like, and stands for no text: `<|im_end|>`, `</s>`, `[EOS]`. */
export function isSpecial(text: string): boolean {
  return /^\s*(?:<[^<>\s]{1,40}>|\[[A-Z_/]{2,20}\])+\s*$/.test(text)
}

/** What is said in place of the text: thoughts and calls have tokens too, and are not in the content. */
export function saysMoreThanText({ message }: ChoiceSeen): boolean {
  const { reasoning, reasoning_content: thoughts, tool_calls: calls } = message
  return Boolean(reasoning) || Boolean(thoughts) || list(calls).length > 0
}

/** The text of the choice. */
export function contentOf({ message }: ChoiceSeen): string | undefined {
  return string(message.content)
}
