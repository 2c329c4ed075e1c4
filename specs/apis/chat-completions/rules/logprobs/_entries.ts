/** The log probabilities of a reply, read without trusting their types. */
import type { Wire } from '../../../../../src/model/index.ts'
import { FEW, locate, object, objects, string } from '../../../../rules/_helpers.ts'
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
  const { content } = object(choice.choice.logprobs) ?? {}
  return locate(content, `${choice.at}/logprobs/content`).map(({ at, value: entry }) => ({
    at,
    choice,
    entry,
    top: objects(entry.top_logprobs),
  }))
}

/** The first token of each entry that is wrong, chosen or listed; of the first few such entries. */
export function findTokens(
  completion: Wire,
  isWrong: (token: Wire) => boolean,
): readonly { readonly at: string; readonly token: Wire }[] {
  const wrong = entries(completion).flatMap(({ at, entry, top }) => {
    const tokens = [entry, ...top].map((token, i) => ({ at: i ? `${at}/top_logprobs/${i - 1}` : at, token }))
    return tokens.find(({ token }) => isWrong(token)) ?? []
  })
  return wrong.slice(0, FEW)
}

/** The `bytes` of an entry, if they are bytes. */
export function bytesOf(entry: Wire): Uint8Array | undefined {
  const { bytes } = entry
  if (!Array.isArray(bytes)) return undefined
  const isByte = (byte: unknown) => typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte <= 255
  return bytes.every(isByte) ? Uint8Array.from(bytes as number[]) : undefined
}

/** Bytes as a string; undefined if they are not complete UTF-8. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A log probability that can be compared: -9999 only means very unlikely. */
export function logprobOf(entry: Wire): number | undefined {
  const { logprob } = entry
  return typeof logprob === 'number' && logprob > -9999 ? logprob : undefined
}

/** Whether both entries are for the same token. */
export function isSameToken(a: Wire, b: Wire): boolean {
  return a.token === b.token && JSON.stringify(a.bytes) === JSON.stringify(b.bytes)
}

/** A token without text, such as one that ends a turn: `<|im_end|>`, `</s>`, `[EOS]`. */
export function isSpecial(text: string): boolean {
  return /^\s*(?:<[^<>\s]{1,40}>|\[[A-Z_/]{2,20}\])+\s*$/.test(text)
}

/** The content of the choice, if it is a string. */
export function contentOf({ message }: ChoiceSeen): string | undefined {
  return string(message.content)
}
