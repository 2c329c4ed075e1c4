/** Strings from servers, made safe for terminals, logs and pages. */

/**
 * What must not reach a terminal as it is: C0 and C1 controls, invisible and direction-changing marks, line separators
 * and lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}\u{e0000}-\u{e007f}]/gu
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text on one line with everything unsafe as a JSON escape, so that it stays valid inside a JSON string. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (mark) => SHORT[mark] ?? escaped(mark))
}

function escaped(mark: string): string {
  return Array.from({ length: mark.length }, (_, i) => `\\u${mark.charCodeAt(i).toString(16).padStart(4, '0')}`).join(
    '',
  )
}
