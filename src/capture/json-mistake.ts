/** Where and why a text is not JSON. */

export interface JsonMistake {
  readonly offset: number
  readonly message: string
}

/** Understands the words of the JSON parser, which quote what may be a secret. */
export function jsonMistake(text: string, { message }: Error): JsonMistake {
  const position = /at position (\d+)/.exec(message)?.[1]
  if (position === undefined || /Unexpected end/.test(message)) {
    const end = text.trimEnd().length
    if (!/Unexpected end/.test(message)) return { offset: 0, message: 'is not JSON' }
    return { offset: end, message: 'is not whole JSON: it ends too early' }
  }
  const offset = Number(position)
  const char = text[offset]
  if (char === undefined || /Unterminated/.test(message))
    return { offset, message: 'is not whole JSON: it ends too early' }
  return { offset, message: `is not JSON: ${JSON.stringify(char)} is not expected here` }
}
