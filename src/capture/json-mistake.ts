/** Where and why a text is not JSON. */

export interface JsonMistake {
  readonly offset: number
  readonly message: string
}

/** The first character that no JSON could have there. The parser's own words tell it only now and then, and quote the text. */
export function jsonMistake(text: string): JsonMistake {
  if (isPossible(text)) return { offset: text.trimEnd().length, message: 'is not whole JSON: it ends too early' }
  let fine = 0
  let bad = text.length
  while (bad - fine > 1) {
    const middle = (fine + bad) >> 1
    if (isPossible(text.slice(0, middle))) fine = middle
    else bad = middle
  }
  return { offset: fine, message: `is not JSON: ${JSON.stringify(text[fine])} is not expected here` }
}

/** Whether JSON may begin like this. */
function isPossible(start: string): boolean {
  try {
    JSON.parse(start)
    return true
  } catch (error) {
    const { message } = error as Error
    const position = /at position (\d+)/.exec(message)?.[1]
    return (
      /Unexpected end/.test(message) ||
      (position !== undefined && Number(position) >= start.length) ||
      /^Unterminated string/.test(message)
    )
  }
}
