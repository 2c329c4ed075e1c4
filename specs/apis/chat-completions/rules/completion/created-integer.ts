import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema, integer } from '../../../../rules/_helpers.ts'
import { findIdentity } from './_identity.ts'

/** 2001-09-09 and the year 5138: Unix seconds of a running server lie between them, milliseconds lie above. */
const SECONDS = { from: 1e9, to: 1e11 }

export default {
  says: 'created is an integer, a Unix time in seconds.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › created (integer, unixtime, in seconds)',
  why: 'Typed clients reject a float or a string; milliseconds overflow 32-bit and range-checked times, or are shown as the year 57000.',
  mend: 'Send the time as an integer number of seconds since 1970-01-01 UTC.',
  wrong: '"created": 1767225600123',
  right: '"created": 1767225600',
  seen: [
    'https://github.com/EricLBuehler/mistral.rs/issues/1805',
    'https://github.com/mlc-ai/web-llm/issues/829',
    'https://github.com/envoyproxy/ai-gateway/pull/962',
    'https://github.com/siyuan-note/siyuan/issues/14787',
    'https://github.com/sashabaranov/go-openai/pull/1003',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    yield* bySchema('completion/created-integer')(seen)
    const identity = findIdentity(seen)
    const created = integer(identity?.value.created)
    if (!identity || created === undefined || (created >= SECONDS.from && created < SECONDS.to)) return
    const message =
      created >= SECONDS.to
        ? 'is in milliseconds or a smaller unit; expected seconds'
        : 'is not a current Unix time in seconds'
    yield { at: `${identity.at}/created`, message, got: created }
  },
} satisfies Rule<'json' | 'stream'>
