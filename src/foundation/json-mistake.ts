/** Where and why a string is not JSON. */

export interface JsonMistake {
  readonly offset: number
  readonly message: string
}

/** What is wrong with a string that is not JSON, for people. */
export function jsonMistake(text: string): JsonMistake {
  const offset = brokenAt(text)
  return offset === undefined
    ? { offset: text.trimEnd().length, message: 'is not complete JSON: it ends too early' }
    : { offset, message: `is not JSON: ${JSON.stringify(text[offset])} is not expected here` }
}

/**
 * The first character that no JSON could have there; undefined if only the end is missing. The parser's own words tell it
 * only now and then, and quote the text.
 */
export function brokenAt(text: string): number | undefined {
  if (isPossible(text)) return undefined
  let fine = 0
  let bad = text.length
  while (bad - fine > 1) {
    const middle = (fine + bad) >> 1
    if (isPossible(text.slice(0, middle))) fine = middle
    else bad = middle
  }
  return fine
}

/** Whether JSON may begin like this: JSON.parse gives its own end as the place, or says without one that the end is missing. */
function isPossible(start: string): boolean {
  try {
    JSON.parse(start)
    return true
  } catch (error) {
    const { message } = error as Error
    const position = /at position (\d+)/.exec(message)?.[1]
    return position === undefined
      ? /Unexpected end|^Unterminated string/.test(message)
      : Number(position) >= start.length
  }
}
