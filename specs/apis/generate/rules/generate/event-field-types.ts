import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'The fields of an event have the documented types.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'Typed clients reject the event.',
  mend: 'Write numbers as numbers, finished as true or false, and the text of a token as a string.',
  wrong: '"finished": "false"',
  right: '"finished": false',
  on: ['stream'],
  perField: true,
  check: bySchema('generate/event-field-types'),
} satisfies Rule<'stream'>
