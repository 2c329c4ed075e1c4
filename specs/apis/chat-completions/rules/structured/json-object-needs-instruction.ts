import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'json_object without the word JSON in any message is refused, or answered with JSON.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ResponseFormatJsonObject (the model needs to be told to write JSON)',
  why: 'Without the instruction a model under a JSON grammar may write white space until the limit.',
  mend: 'Answer 400 when no message asks for JSON, or make sure that an object comes.',
  wrong: '{"response_format": {"type": "json_object"}} → 500',
  right: '{"response_format": {"type": "json_object"}} → 400',
  on: [],
} satisfies Rule
