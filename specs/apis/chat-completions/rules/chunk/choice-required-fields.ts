import type { Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { bySchema, list, object } from '../../../../rules/_helpers.ts'
import { isFilterChoice } from './_filter.ts'

export default {
  says: 'Every choice of a chunk has delta, index and finish_reason (null until the end), and delta is an object.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices › items › required',
  why: 'A null delta makes openai-python throw; strict clients fail when finish_reason is absent instead of null.',
  mend: 'Send all three fields in every choice, with {} as an empty delta and null as finish_reason until the answer ends.',
  wrong: '{"delta":{"content":"x"}}',
  right: '{"index":0,"delta":{"content":"x"},"finish_reason":null}',
  seen: [
    'https://github.com/alfredapp/openai-workflow/pull/52',
    'https://github.com/mudler/LocalAI/issues/1744',
    'https://github.com/perplexityai/api-discussion/issues/235',
    'https://github.com/github/copilot-sdk/issues/1081',
  ],
  on: ['stream'],
  perField: true,
  *check(seen) {
    const verdicts = findFilterChoices(seen)
    for (const finding of bySchema('chunk/choice-required-fields')(seen))
      if (!verdicts.has(finding.at.replace(/\/delta$/, ''))) yield finding
  },
} satisfies Rule<'stream'>

/** Pointers to the choices that carry a content filter verdict instead of a delta, as Azure sends them. */
function findFilterChoices({ chunks }: StreamSeen): Set<string> {
  const pointers = chunks.flatMap(({ data }, i) =>
    list(data.choices).flatMap((choice, position) =>
      isFilterChoice(object(choice) ?? {}) ? [`/chunks/${i}/choices/${position}`] : [],
    ),
  )
  return new Set(pointers)
}
