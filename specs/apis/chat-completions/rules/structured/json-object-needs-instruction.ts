import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A json_object request without the word JSON in any message is rejected, or answered with JSON.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ResponseFormatJsonObject (the model needs to be told to write JSON)',
  why: 'Without the instruction a model under a JSON grammar may write white space until the limit.',
  mend: 'Answer 400 if no message asks for JSON, or make sure that the answer is an object.',
  wrong: '{"response_format": {"type": "json_object"}} → 500',
  right: '{"response_format": {"type": "json_object"}} → 400',
  on: [],
} satisfies Rule
