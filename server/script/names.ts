/** Proper names in a text: capitalised words inside a sentence, and the word before の天気 or 的天气. */

const place = /([\p{Script=Han}\p{Script=Katakana}]{2,6}?)(?:の|的|今|现)/u
const capitalised = /(?<!\p{L})\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*/gu

/** A part of a sentence between commas. */
export interface Clause {
  /** Without the first word of the sentence, which is always capitalised. */
  readonly text: string
  readonly names: readonly string[]
}

/** The clauses of each sentence of a text. */
export function sentences(text: string): Clause[][] {
  return text
    .split(/(?<=[.!?。？！])\s*/)
    .filter(Boolean)
    .map((sentence) => sentence.replace(/^\s*\p{L}+/u, (word) => (/\p{Script=Latin}/u.test(word) ? '' : word)))
    .map((sentence) => sentence.split(/[,;、，]|\band\b/).map((text) => ({ text, names: namesIn(text) })))
}

/** The capitalised words of a part of a sentence, without the start of the sentence. */
export function namesIn(text: string): string[] {
  const han = place.exec(text)?.[1]
  const latin = text.match(capitalised) ?? []
  return han === undefined ? latin : [han, ...latin]
}

/** All proper names of a text in order. */
export function properNames(text: string): string[] {
  return sentences(text).flatMap((clauses) => clauses.flatMap(({ names }) => names))
}
