import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { endingsOf, isRepeatable, isSameRequest, pair, selectCompleteAnswers } from '../_replies.ts'
import { isGreedy, stopsOf } from '../_request.ts'

/** Two sampled answers do not have this many characters in common by chance. */
const MIN_COMMON_LENGTH = 40

export default {
  says: 'A stream does not send the beginning of a stop string.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI StopConfiguration (the returned text does not contain the stop sequence)',
  why: 'Agents see half of their marker at the end of a streamed text, but not in the same answer without stream.',
  mend: 'Hold text back while it may be the beginning of a stop string, and drop it when the string is complete.',
  wrong: '{"stop": "DEFGHI"} → deltas "ABC", "DEF", "GH"; without stream "ABC"',
  right: '{"stop": "DEFGHI"} → delta "ABC"; without stream "ABC"',
  seen: [
    'https://github.com/vllm-project/vllm/issues/3574',
    'https://github.com/vllm-project/vllm/issues/2577',
    'https://github.com/vllm-project/vllm/pull/3672',
  ],
  on: ['conversation'],
  repeats: true,
  *check(seen) {
    const reported = new Set<string>()
    for (const [a, b] of pair(selectCompleteAnswers(seen))) {
      const [streamed, plain] = a.seen.kind === 'stream' ? [a, b] : [b, a]
      if (streamed.seen.kind !== 'stream' || plain.seen.kind !== 'json') continue
      if (!isSameRequest(streamed.ask, plain.ask)) continue
      const endings = endingsOf(plain)
      for (const [i, { at, text }] of endingsOf(streamed).entries()) {
        const leftover = findLeftover(text, endings[i]?.text ?? '', streamed.ask)
        if (leftover === undefined || reported.has(at)) continue
        reported.add(at)
        yield {
          at: `${at}/message/content`,
          message: `ends with ${JSON.stringify(leftover)}, the beginning of a stop string; the same text without stream does not (reply ${plain.i})`,
          got: text,
        }
      }
    }
  },
} satisfies Rule<'conversation'>

/** What a stream has after the same text without stream, if a stop string begins with it. */
function findLeftover(long: string, short: string, ask: Wire): string | undefined {
  if (!isGreedy(ask) && !isRepeatable(short, ask) && short.length < MIN_COMMON_LENGTH) return undefined
  const leftover = long.startsWith(short) ? long.slice(short.length) : ''
  const isBeginning = stopsOf(ask).some((stop) => stop !== leftover && stop.startsWith(leftover))
  return leftover.trim() !== '' && isBeginning ? leftover : undefined
}
