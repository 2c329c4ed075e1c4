import { printable } from '../text/printable.ts'

/** A file of JSON, in which nothing moves the cursor of who looks at it. */
export function jsonText(value: object): string {
  // Line by line, since the line breaks are ours; inside strings the escapes are JSON's own.
  return `${JSON.stringify(value, null, 2).split('\n').map(printable).join('\n')}\n`
}
