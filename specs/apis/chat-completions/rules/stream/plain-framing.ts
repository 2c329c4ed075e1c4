import type { Rule } from '../../../../../src/model/index.ts'
import { blocks } from '../../../../rules/stream/_lines.ts'

export default {
  says: 'A stream is framed like the reference: one data line per event, one space after the colon, LF line ends.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Bytes of the reference; WHATWG HTML section 9.2.6 allows other forms',
  why: 'Hand-written clients that search for "data: " or split at two line feeds show an empty answer and no error.',
  mend: 'Write "data: <JSON>" and two line feeds.',
  wrong: 'data:{…}\\r\\n\\r\\n',
  right: 'data: {…}\\n\\n',
  seen: [
    'https://github.com/openai/openai-python/issues/498',
    'https://github.com/SamSaffron/term-llm/pull/487',
    'https://github.com/odysseus-dev/odysseus/pull/1701',
    'https://github.com/dataelement/Clawith/pull/106',
    'https://github.com/miruamel/xuan/issues/194',
    'https://github.com/kubernetes-sigs/inference-perf/pull/781',
  ],
  on: ['stream'],
  *check({ lines, text }) {
    const narrow = lines.findIndex(({ text }) => /^data:[^ ]/.test(text))
    if (narrow >= 0) yield { at: `/lines/${narrow}`, message: 'has no space after "data:"', got: lines[narrow]?.text }
    const split = blocks(lines).find(({ fields }) => fields.filter(({ name }) => name === 'data').length > 1)
    if (split)
      yield {
        at: `/lines/${split.fields[0]?.line ?? 0}`,
        message: 'begins an event with several data lines; expected one',
      }
    if (text.includes('\r')) yield { at: '/body', message: 'has carriage returns; expected LF line ends' }
  },
} satisfies Rule<'stream'>
