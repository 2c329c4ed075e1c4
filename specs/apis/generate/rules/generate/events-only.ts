import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Every event of a stream is a JSON object; there is no [DONE].',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst › the stream',
  why: 'Clients of these endpoints parse the data of every event: [DONE] makes them throw behind the last token.',
  mend: 'End the stream with the event that is finished.',
  wrong: 'data:{…"finished":true…}\n\ndata: [DONE]',
  right: 'data:{…"finished":true…}',
  on: ['stream'],
  *check(seen) {
    const odd = seen.events.findIndex(({ is }) => is === 'done' || is === 'other')
    if (odd >= 0) yield { at: `/events/${odd}/data`, message: 'is no JSON object', got: seen.events[odd]?.data }
  },
} satisfies Rule<'stream'>
