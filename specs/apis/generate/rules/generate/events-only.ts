import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Every event of a stream is a JSON object; there is no [DONE].',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'Clients of these endpoints parse the data of every event: [DONE] makes them throw after the last token.',
  mend: 'End the stream with the event that has finished: true.',
  wrong: 'data:{…"finished":true…}\n\ndata: [DONE]',
  right: 'data:{…"finished":true…}',
  on: ['stream'],
  *check(seen) {
    const index = seen.events.findIndex(({ is }) => is === 'done' || is === 'other')
    if (index >= 0)
      yield {
        at: `/events/${index}/data`,
        message: 'is not a JSON object; expected one in every event',
        got: seen.events[index]?.data,
      }
  },
} satisfies Rule<'stream'>
