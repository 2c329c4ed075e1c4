import type { Rule } from '../../../src/model.ts'
import { list } from '../_helpers.ts'
import { refusedForms } from '../conversation/_forms.ts'

export default {
  says: 'Leaving tool_choice out beside tools means auto.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (auto is the default if tools are present)',
  why: 'Most programs send tools and nothing else, some always write the default out: both have to work.',
  mend: 'Treat an absent tool_choice beside tools as auto.',
  wrong: '{"tools": […]} → 400, {"tools": […], "tool_choice": "auto"} → 200',
  right: '{"tools": […]} → 200, {"tools": […], "tool_choice": "auto"} → 200',
  on: ['conversation'],
  check: (seen) =>
    refusedForms(seen, ({ tool_choice: choice = 'auto', ...ask }) =>
      list(ask.tools).length && choice === 'auto' ? ask : undefined,
    ),
} satisfies Rule<'conversation'>
