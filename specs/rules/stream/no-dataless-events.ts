import type { Rule } from '../../../src/model/index.ts'
import { FEW } from '../_helpers.ts'
import { blocks, hasData, strayLines } from './_lines.ts'

export default {
  says: 'No block of a stream has an event, id or retry field without data.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python and openai-node, SSEDecoder.decode (empty data goes to the JSON parser)',
  why: 'A block "event: ping" without data makes both official libraries throw; "retry: 1000" alone makes openai-python throw.',
  mend: 'Send keep-alives as comments (": ping"), and omit retry.',
  wrong: 'event: ping\n\n',
  right: ': ping\n\n',
  on: ['stream'],
  *check(seen) {
    const stray = new Set(strayLines(seen).map(({ line }) => line))
    const empty = blocks(seen.lines).filter(
      (block) => block.isEnded && !hasData(block) && !block.fields.every(({ line }) => stray.has(line)),
    )
    for (const { fields } of empty.slice(0, FEW)) {
      const line = fields[0]?.line ?? 0
      yield { at: `/lines/${line}`, message: 'begins a block without a data field', got: seen.lines[line]?.text }
    }
  },
} satisfies Rule<'stream'>
