/** Words and numbers as people read them. */

import { printable } from '../text/printable.ts'

/** Text with its line breaks and tabs, and everything else that cannot be seen as an escape. */
export function readable(text: string): string {
  return text
    .split(/(\r?\n|\t)/)
    .map((part, i) => (i % 2 ? part : printable(part)))
    .join('')
}

/** Milliseconds with the digits that matter: `0.4 ms`, `24.7 ms`, `310 ms`, `1.25 s`. */
export function time(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`
  return `${ms >= 100 ? Math.round(ms) : Math.round(ms * 10) / 10} ms`
}

/** The time of the run where it was run is not known: UTC is the same for everyone who reads it. */
export function dateOf(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return printable(iso)
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** `512 bytes`, `18.2 kB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

/** A word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
