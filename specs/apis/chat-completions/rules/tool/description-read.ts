import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'The descriptions of functions are part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI FunctionObject › description (used by the model to choose when and how to call the function)',
  why: 'The model chooses among functions by their names alone, and calls the wrong one or none.',
  mend: 'Put the description of every function into the prompt, next to its name and parameters.',
  wrong: '{"name": "osprey", "description": "Plays a song."}, "Play a song." → no call',
  right: '{"name": "osprey", "description": "Plays a song."}, "Play a song." → a call of osprey',
  on: [],
} satisfies Rule
