/** Stop strings. */
import type { Wire } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'

/** The stop strings of a request; none if it asks for them in the output (an extension of several servers). */
export function stopsOf(ask: Wire): readonly string[] {
  if (ask.include_stop_str_in_output === true || ask.no_stop_trim === true) return []
  const { stop } = ask
  return (typeof stop === 'string' ? [stop] : list(stop)).filter(
    (value): value is string => typeof value === 'string' && value !== '',
  )
}

/** The text to which stop strings apply. Reasoning that a server leaves in the content comes before it. */
export function answerIn(content: string): string {
  const end = content.indexOf('</think>')
  return end < 0 ? content : content.slice(end + '</think>'.length)
}
