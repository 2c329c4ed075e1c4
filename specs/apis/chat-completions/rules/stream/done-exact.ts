import type { Rule } from '../../../../../src/model/index.ts'
import { startsWithDone } from './_done.ts'

export default {
  says: 'The data of the terminator is exactly [DONE].',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-node 7 core/streaming compares for equality; older releases and openai-python look at the beginning',
  why: 'A client that compares for equality parses "[DONE] " as JSON and raises an error at the end of a good answer.',
  mend: 'Send data: [DONE] with nothing after it.',
  wrong: 'data: [DONE] \n\n(a space at the end)',
  right: 'data: [DONE]\n\n',
  on: ['stream'],
  *check({ events }) {
    const i = events.findIndex(({ data }) => startsWithDone(data) && data !== '[DONE]')
    if (i >= 0)
      yield {
        at: `/events/${i}/data`,
        message: 'has other characters after [DONE]; expected exactly [DONE]',
        got: events[i]?.data,
      }
  },
} satisfies Rule<'stream'>
