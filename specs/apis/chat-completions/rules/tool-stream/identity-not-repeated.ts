import type { Rule } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'
import { byCall } from './_fragments.ts'

export default {
  says: 'Later fragments of a call repeat neither its id nor the name of the function.',
  level: 'SHOULD',
  basis: 'client library need',
  source:
    'openai-python, accumulate_delta (strings are joined); openai-node 7 with parsed tools (a later name must be absent or the same)',
  why: 'openai-python builds the name "getget" and the id "call_1call_1", which match no tool and no call.',
  mend: 'Send id, type and function.name only in the first fragment.',
  wrong:
    '{"index":0,"function":{"name":"get","arguments":"{\\"q"}} then {"index":0,"function":{"name":"get","arguments":"\\":1}"}}',
  right: '{"index":0,"function":{"name":"get","arguments":"{\\"q"}} then {"index":0,"function":{"arguments":"\\":1}"}}',
  seen: [
    'https://github.com/vllm-project/vllm/issues/13078',
    'https://github.com/NousResearch/hermes-agent/issues/8259',
    'https://github.com/NousResearch/hermes-agent/pull/12230',
    'https://github.com/NousResearch/hermes-agent/pull/8094',
    'https://github.com/continuedev/continue/pull/5849',
    'https://github.com/Sliverkiss/workbuddy2api/issues/82',
  ],
  on: ['stream'],
  *check(seen) {
    for (const [first, ...later] of byCall(seen)) {
      if (!first) continue
      const repeated = later.flatMap(({ at, part, fn }) => {
        const member = part.custom === undefined ? 'function' : 'custom'
        return [
          // tool-stream/first-fragment-identity reports an identity that comes late, the schema a null.
          ...(first.part.id && typeof part.id === 'string' ? [{ at: `${at}/id`, got: part.id }] : []),
          ...(first.fn.name && typeof fn.name === 'string' ? [{ at: `${at}/${member}/name`, got: fn.name }] : []),
        ]
      })
      for (const { at, got } of repeated.slice(0, FEW))
        yield {
          at,
          message:
            got === ''
              ? 'is an empty string in a later fragment; expected no value'
              : 'is repeated in a later fragment',
          got,
        }
    }
  },
} satisfies Rule<'stream'>
