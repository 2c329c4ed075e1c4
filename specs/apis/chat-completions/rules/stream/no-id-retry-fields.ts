import type { Rule } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'
import { blocks, hasData } from '../../../../rules/stream/_lines.ts'

export default {
  says: 'The events of a chat stream have no id and no retry fields.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python, SSEDecoder.decode (the last event id is kept for ever)',
  why: 'After one id line, the next keep-alive comment makes openai-python raise a JSON error.',
  mend: 'Send only data lines; a chat stream cannot be resumed.',
  wrong: 'id: 1\ndata: {…}\n\n',
  right: 'data: {…}\n\n',
  on: ['stream'],
  *check(seen) {
    // stream/no-dataless-events reports blocks without data.
    const unexpected = blocks(seen.lines)
      .filter(hasData)
      .flatMap(({ fields }) => fields.filter(({ name }) => name === 'id' || name === 'retry'))
    for (const { name, value, line } of unexpected.slice(0, FEW))
      yield { at: `/lines/${line}`, message: `is the field ${name}; expected only data fields`, got: value }
  },
} satisfies Rule<'stream'>
