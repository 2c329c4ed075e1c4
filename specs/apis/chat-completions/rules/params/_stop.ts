/** Stop strings. */
import type { Wire } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'

/** The stop strings of a request; none for a request that wants to see them (an extension of several servers). */
export function stopsOf(ask: Wire): readonly string[] {
  if (ask.include_stop_str_in_output === true || ask.no_stop_trim === true) return []
  const { stop } = ask
  return (typeof stop === 'string' ? [stop] : list(stop)).filter(
    (value): value is string => typeof value === 'string' && value !== '',
  )
}

/** The text that stop strings hold for: thoughts that a server leaves in the content stand before it. */
export function answerIn(content: string): string {
  const end = content.indexOf('</think>')
  return end < 0 ? content : content.slice(end + '</think>'.length)
}
