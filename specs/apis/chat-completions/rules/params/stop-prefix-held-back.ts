import type { Rule, Wire } from '../../../../../src/model/index.ts'
import {
  type Answered,
  answered,
  canonical,
  isGreedy,
  isWhole,
  pairs,
  textOf,
  without,
} from '../conversation/_compare.ts'
import { stopsOf } from './_stop.ts'

/** As much text as two sampled answers do not have in common by chance. */
const ENOUGH = 40

export default {
  says: 'A stream does not let out the beginning of a stop string.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI StopConfiguration (the returned text does not contain the stop sequence)',
  why: 'Agents see half of their marker at the end of a streamed text, and nothing of it in the same answer without stream.',
  mend: 'Hold text back while it may be the beginning of a stop string, and drop it when the string is complete.',
  wrong: '{"stop": "DEFGHI"} → deltas "ABC", "DEF", "GH"; without stream "ABC"',
  right: '{"stop": "DEFGHI"} → delta "ABC"; without stream "ABC"',
  seen: [
    'https://github.com/vllm-project/vllm/issues/3574',
    'https://github.com/vllm-project/vllm/issues/2577',
    'https://github.com/vllm-project/vllm/pull/3672',
  ],
  on: ['conversation'],
  *check(seen) {
    const told = new Set<number>()
    for (const [a, b] of pairs(answered(seen).filter(isWhole))) {
      const [streamed, whole] = a.seen.kind === 'stream' ? [a, b] : [b, a]
      if (streamed.seen.kind !== 'stream' || whole.seen.kind !== 'json' || told.has(streamed.i)) continue
      const left = leftOver(streamed, whole)
      if (left === undefined) continue
      told.add(streamed.i)
      yield {
        at: `${streamed.at}/choices/0/message/content`,
        message: `ends with ${JSON.stringify(left)}, the beginning of a stop string; without stream it does not (reply ${whole.i})`,
        got: textOf(streamed),
      }
    }
  },
} satisfies Rule<'conversation'>

/** What a stream has beyond the same text unstreamed, where that is how a stop string begins. */
function leftOver(streamed: Answered, whole: Answered): string | undefined {
  const rest = (ask: Wire) => canonical(without(ask, 'stream', 'stream_options'))
  const [long, short] = [textOf(streamed) ?? '', textOf(whole) ?? '']
  if (rest(streamed.ask) !== rest(whole.ask) || !(isGreedy(streamed.ask) || short.length >= ENOUGH)) return undefined
  const left = long.startsWith(short) ? long.slice(short.length) : ''
  const begins = stopsOf(streamed.ask).some((stop) => stop !== left && stop.startsWith(left))
  return left.trim() !== '' && begins ? left : undefined
}
