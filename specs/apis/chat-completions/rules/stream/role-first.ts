import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { isComplete, isNonEmpty, requestedDeltas } from './_stream.ts'

/** Roles that the schema allows in a delta, but that a reply never has. */
const OTHERS: readonly unknown[] = ['developer', 'system', 'user', 'tool']

/** Empty deltas may come before the first delta that has a value. */
function hasValue(delta: Wire): boolean {
  return Object.values(delta).some(isNonEmpty)
}

export default {
  says: 'The first delta of each choice has the role assistant.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; openai-node, accumulating helper (a choice without a role is an error)',
  why: 'openai-node raises "missing role" when no delta has a role, and openai-python builds a message without a role.',
  mend: 'Send role: assistant in the first delta of every choice.',
  wrong: '{"delta":{"content":"Hi"}} as the first delta',
  right: '{"delta":{"role":"assistant","content":""}} as the first delta',
  on: ['stream'],
  extent: 'beginning',
  *check(seen) {
    const isWholeStream = isComplete(seen)
    for (const group of groupBy(requestedDeltas(seen), ({ index }) => index).values()) {
      const filled = group.find(({ delta }) => hasValue(delta))
      const first = filled ?? group[0]
      // The schema of the chunk reports a value that is not a role.
      const role = first?.delta.role
      if (!first || role === 'assistant' || (role !== undefined && !OTHERS.includes(role))) continue
      const at = `${first.at}/delta/role`
      if (role !== undefined) yield { at, message: 'is not "assistant"', got: role }
      else if (isWholeStream && (filled || !seen.part))
        yield { at, message: filled ? 'is missing in the first delta' : 'is missing in all deltas' }
    }
  },
} satisfies Rule<'stream'>
