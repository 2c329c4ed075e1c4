import type { Rule } from '../../../../../src/model/index.ts'
import { chunksBeforeDone, hasUsage, requestsUsage } from './_stream.ts'

export default {
  says: 'Usage that was sent is not overwritten by null in a later chunk.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python and openai-node: usage is copied from every chunk that has the member',
  why: 'Both official stream helpers keep the last value, so a null after the usage erases it.',
  mend: 'Send the usage in the last chunk before [DONE].',
  wrong: '{"choices":[…],"usage":{…}} then {"choices":[…],"usage":null}',
  right: '{"choices":[…],"usage":null} then {"choices":[],"usage":{…}}',
  on: ['stream'],
  *check(seen) {
    if (!requestsUsage(seen)) return
    const carriers = chunksBeforeDone(seen).filter(([, { data }]) => data.usage !== undefined)
    const last = carriers.at(-1)
    if (last && !hasUsage(last[1].data) && carriers.some(([, { data }]) => hasUsage(data)))
      yield { at: `/chunks/${last[0]}/usage`, message: 'is null, although an earlier chunk has the usage', got: null }
  },
} satisfies Rule<'stream'>
