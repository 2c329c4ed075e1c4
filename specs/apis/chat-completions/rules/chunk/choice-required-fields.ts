import type { Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { bySchema, list, object } from '../../../../rules/_helpers.ts'
import { isFilterChoice } from './_filter.ts'

export default {
  says: 'Every choice of a chunk has an object delta, finish_reason (null before the end) and index.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices › items › required',
  why: 'A null delta makes openai-python throw; strict clients fail where finish_reason is left out in place of null.',
  mend: 'Send all three in every choice: {} for an empty delta, null while the answer goes on.',
  wrong: '{"delta":{"content":"x"}}',
  right: '{"index":0,"delta":{"content":"x"},"finish_reason":null}',
  seen: [
    'https://github.com/alfredapp/openai-workflow/pull/52',
    'https://github.com/mudler/LocalAI/issues/1744',
    'https://github.com/perplexityai/api-discussion/issues/235',
    'https://github.com/github/copilot-sdk/issues/1081',
  ],
  on: ['stream'],
  *check(seen) {
    const verdicts = filterChoices(seen)
    for (const finding of bySchema('chunk/choice-required-fields')(seen))
      if (!verdicts.has(finding.at.replace(/\/delta$/, ''))) yield finding
  },
} satisfies Rule<'stream'>

/** Pointers of the choices that carry a content filter's verdict in place of a delta, as Azure sends them. */
function filterChoices({ chunks }: StreamSeen): Set<string> {
  const found = chunks.flatMap(({ data }, i) =>
    list(data.choices).flatMap((choice, position) =>
      isFilterChoice(object(choice) ?? {}) ? [`/chunks/${i}/choices/${position}`] : [],
    ),
  )
  return new Set(found)
}
