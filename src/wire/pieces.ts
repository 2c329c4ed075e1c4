import type { Piece } from '../model/index.ts'

export interface Gathering {
  /** Takes what arrived, `at` milliseconds after the request was sent. */
  add(at: number, bytes: Uint8Array): void
  /** Everything so far. */
  all(): readonly Piece[]
  /** Lets go of it. */
  clear(): void
}

/**
 * Gathers a body as it arrives. What arrives within a millisecond is one piece: a server that sends a body byte by byte
 * makes millions of pieces, each a hundred times as large as what is in it.
 */
export function gather(): Gathering {
  let closed: Piece[] = []
  let began = 0
  let open: Uint8Array[] = []
  const close = (): void => {
    const [first] = open
    if (first) closed.push({ at: began, bytes: open.length === 1 ? first : Buffer.concat(open) })
    open = []
  }
  return {
    add(at, bytes) {
      if (at - began >= 1) close()
      if (!open.length) began = at
      open.push(bytes)
    },
    all() {
      close()
      return closed
    },
    clear() {
      closed = []
      open = []
    },
  }
}
