/**
 * A small tokeniser: words with the space before them, up to three digits, single characters of scripts without spaces,
 * complete emoji. The tokens of a text, joined, are the text.
 */

const cjk = '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}]'
const pictograph = '\\p{Extended_Pictographic}(?:\\p{EMod}|\\uFE0F)?'
const pattern = new RegExp(
  [
    ' ?\\p{RI}\\p{RI}',
    ` ?${pictograph}(?:\\u200D${pictograph})*`,
    ' ?[0-9#*]\\uFE0F?\\u20E3',
    ` ?${cjk}\\p{M}*`,
    // At most twelve letters, so that a long word is not a single token.
    ` ?(?:(?!${cjk})\\p{L}\\p{M}*){1,12}`,
    ' ?\\p{N}{1,3}',
    '\\n+',
    ' +(?= )',
    '\\s',
    ' ?\\S\\p{M}*',
  ].join('|'),
  'gu',
)

/** The tokens of a text in order; joined, they are the text. */
export function tokenise(text: string): string[] {
  return text.match(pattern) ?? []
}

/** The number of tokens of a text. */
export function countTokens(text: string): number {
  return tokenise(text).length
}

/** Words for banned tokens, for candidates and for random replies. */
export const words: readonly string[] = (
  'the a one some any this river stone light garden winter paper number letter window market ' +
  'music forest engine bridge copper silver morning evening small large quiet bright early late slow quick ' +
  'round open warm cold walks turns opens holds moves finds keeps shows brings reads with under ' +
  'over near after before between often never always here there soon again north south east west'
).split(' ')

/** The word at a position of the list, modulo its length. */
export function wordAt(position: number): string {
  return words[Math.abs(position) % words.length] ?? 'the'
}

/** 32-bit FNV-1a of a text: the source of everything that looks random but must be repeatable. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

/** The id of a token in `logit_bias`: a position for the words above, with 1000 more after a space; else a hash. */
export function tokenId(token: string): number {
  const position = words.indexOf(token.trimStart())
  if (position >= 0 && token.length - token.trimStart().length <= 1)
    return position + (token.startsWith(' ') ? 1000 : 0)
  return 2000 + (hash(token) % 100_000)
}

/** The token of an id. Ids outside the word list share its words, so that every id has a token. */
export function tokenOf(id: number): string {
  return id < words.length ? wordAt(id) : ` ${wordAt(id < 1000 + words.length ? id - 1000 : id)}`
}
