/** The terminator of a stream, and what servers send instead of it. */

/** Data that all versions of the official libraries take as the terminator. */
export function startsWithDone(data: string): boolean {
  return data.startsWith('[DONE]')
}

/** Data that is meant as the terminator, whatever its spelling. */
export function looksLikeDone(data: string): boolean {
  return /^\W*(?:done|end|eof|eos|finished|stop)\W*$/i.test(data)
}
