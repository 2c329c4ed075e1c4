import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { isSomething, isWholeStory, properDeltas } from './_stream.ts'

/** Roles that the schema allows in a delta, but that no reply has. */
const OTHERS: readonly unknown[] = ['developer', 'system', 'user', 'tool']

/** An empty delta may come before the first that says something. */
function saysSomething(delta: Wire): boolean {
  return Object.values(delta).some(isSomething)
}

export default {
  says: 'The first delta of each choice names the role, assistant.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Streams of the reference; openai-node, accumulating helper (a choice without a role is an error)',
  why: 'openai-node raises "missing role" when no delta has one, and openai-python builds a message without a role.',
  mend: 'Send role: assistant in the first delta of every choice.',
  wrong: '{"delta":{"content":"Hi"}} as the first delta',
  right: '{"delta":{"role":"assistant","content":""}} as the first delta',
  on: ['stream'],
  extent: 'beginning',
  *check(seen) {
    const isWhole = isWholeStory(seen)
    for (const group of groupBy(properDeltas(seen), ({ index }) => index).values()) {
      const spoken = group.find(({ delta }) => saysSomething(delta))
      const first = spoken ?? group[0]
      // A role that is there but is none is named by the schema of the chunk.
      const role = first?.delta.role
      if (!first || role === 'assistant' || (role !== undefined && !OTHERS.includes(role))) continue
      const at = `${first.at}/delta/role`
      if (role !== undefined) yield { at, message: 'is not assistant', got: role }
      else if (isWhole && (spoken || !seen.part))
        yield { at, message: spoken ? 'is missing in the first delta' : 'never comes' }
    }
  },
} satisfies Rule<'stream'>
