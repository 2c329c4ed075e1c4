import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A strict schema outside the supported subset is refused, or kept.',
  level: 'MAY',
  basis: 'reference documentation',
  source: 'Structured outputs guide, supported schemas',
  why: 'The reference wants additionalProperties false and all keys required under strict; many servers take more.',
  mend: 'Answer 400 to a strict schema that cannot be kept.',
  wrong: '{"strict": true, "schema": {"type": "object", "properties": {…}}} → 500',
  right: '{"strict": true, "schema": {"type": "object", "properties": {…}}} → 400 or 200',
  on: [],
} satisfies Rule
