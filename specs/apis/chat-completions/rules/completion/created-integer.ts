import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema, integer } from '../../../../rules/_helpers.ts'
import { identity } from './_identity.ts'

/** 2001-09-09 and the year 5138: seconds since 1970 of a living server are between, milliseconds are above. */
const SECONDS = { from: 1e9, to: 1e11 }

export default {
  says: 'created is an integer of Unix seconds.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › created (integer, unixtime, in seconds)',
  why: 'Typed clients refuse a float or a string; milliseconds overflow 32-bit and range-checked times, or show the year 57000.',
  mend: 'Send the time in whole seconds since 1970-01-01 UTC.',
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
    const named = identity(seen)
    const created = integer(named?.value.created)
    if (!named || created === undefined || (created >= SECONDS.from && created < SECONDS.to)) return
    const message = created >= SECONDS.to ? 'is finer than seconds' : 'is no time of a reply'
    yield { at: `${named.at}/created`, message, got: created }
  },
} satisfies Rule<'json' | 'stream'>
