import type { Rule } from '../../../../../src/model/index.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

export default {
  says: 'stop is accepted as a string and as an array of one to four strings.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI StopConfiguration.oneOf',
  why: 'Libraries differ in the form that they send: if the server accepts only one form, every request of the others fails.',
  mend: 'Treat a string as an array of one string.',
  wrong: '{"stop": "END"} → 422, {"stop": ["END"]} → 200',
  right: '{"stop": "END"} → 200, {"stop": ["END"]} → 200',
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, (ask) =>
      typeof ask.stop === 'string' || (Array.isArray(ask.stop) && ask.stop.length <= 4)
        ? { ...ask, stop: typeof ask.stop === 'string' ? [ask.stop] : ask.stop }
        : undefined,
    ),
} satisfies Rule<'conversation'>
