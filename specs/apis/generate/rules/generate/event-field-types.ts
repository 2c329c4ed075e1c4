import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'The members of an event have their types.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'Typed clients refuse the event.',
  mend: 'Write numbers as numbers, finished as true or false, and the text of a token as a text.',
  wrong: '"finished": "false"',
  right: '"finished": false',
  on: ['stream'],
  check: bySchema('generate/event-field-types'),
} satisfies Rule<'stream'>
