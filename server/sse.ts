/** Server-sent events: chunk objects become events, events become the pieces that are written. */

/** The events of a stream as strings, each with its blank line; the terminator is the last one. */
export function framesOf(chunks: readonly unknown[]): string[] {
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n']
}

/** One piece for each event. */
export function piecesOf(frames: readonly string[]): Buffer[] {
  return frames.map((frame) => Buffer.from(frame))
}
