/** The terminator and what servers send in its place. */

/** The terminator as official libraries of all versions see it. */
export function startsWithDone(data: string): boolean {
  return data.startsWith('[DONE]')
}

/** Meant as the terminator, whatever the spelling. */
export function isNearDone(data: string): boolean {
  return /^\W*(?:done|end|eof|eos|finished|stop)\W*$/i.test(data)
}
