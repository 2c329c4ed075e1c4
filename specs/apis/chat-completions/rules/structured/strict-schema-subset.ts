import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A strict schema outside the supported subset is rejected, or enforced.',
  level: 'MAY',
  basis: 'reference documentation',
  source: 'Structured outputs guide, supported schemas',
  why: 'With strict the reference requires additionalProperties false and all keys in required; many servers accept more.',
  mend: 'Answer 400 to a strict schema that cannot be enforced.',
  wrong: '{"strict": true, "schema": {"type": "object", "properties": {…}}} → 500',
  right: '{"strict": true, "schema": {"type": "object", "properties": {…}}} → 400 or 200',
  on: [],
} satisfies Rule
