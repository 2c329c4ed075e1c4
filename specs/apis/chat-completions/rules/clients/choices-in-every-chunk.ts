import type { Rule } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'

export default {
  says: 'Beyond the contract: every chunk of a stream has at least one choice.',
  level: 'MAY',
  basis: 'client library need',
  source: "The streaming examples of LightLLM's manual, which read choices[0] of every event",
  why: 'Programs that print chunk.choices[0].delta.content without a check stop with an index error at the usage chunk, whose choices are empty.',
  mend: 'Send the usage chunk only when stream_options requests it; client programs should check that choices is not empty.',
  wrong: 'data: {"choices":[],"usage":{…},…}',
  right: 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],…}',
  on: ['stream'],
  *check(seen) {
    const i = seen.chunks.findIndex(({ data }) => list(data.choices).length === 0)
    if (i >= 0)
      yield {
        at: `/chunks/${i}/choices`,
        message: 'has no entries; some clients read choices[0] of every chunk',
        got: seen.chunks[i]?.data.choices,
      }
  },
} satisfies Rule<'stream'>
