/** Replies as a report keeps them, in the form in which they are read. Without imports of Node.js: the HTML pages use it too. */
import type { Exchange, PieceReport } from '../model/index.ts'

/** The header fields of lines `name: value`, with their names in lower case. */
export function splitHeaders(lines: readonly string[]): Exchange['headers'] {
  return lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, Math.max(0, colon)).toLowerCase(), line.slice(colon + 1).trim()]
  })
}

/** The bytes of a piece; none where they are left out. */
export function bytesOf(piece: PieceReport): Uint8Array {
  if ('text' in piece) return new TextEncoder().encode(piece.text)
  if ('base64' in piece) return Uint8Array.from(atob(piece.base64), (char) => char.charCodeAt(0))
  return new Uint8Array()
}
