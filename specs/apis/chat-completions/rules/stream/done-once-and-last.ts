import type { Rule } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'
import { donePosition } from './_stream.ts'

export default {
  says: '[DONE] is sent once, and only comments may follow it.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateCompletionRequest › stream (terminated by data: [DONE]); ChatCompletionStreamOptions › include_usage',
  why: 'Clients stop reading at the first [DONE] and lose what follows: other choices, or the usage.',
  mend: 'Send [DONE] once, after the last chunk of all choices and after the usage chunk.',
  wrong: 'data: [DONE]\n\ndata: {"choices":[],"usage":{…}}\n\n',
  right: 'data: {"choices":[],"usage":{…}}\n\ndata: [DONE]\n\n',
  on: ['stream'],
  *check(seen) {
    const done = donePosition(seen)
    for (const [i, event] of [...seen.events.entries()].slice(done + 1, done + 1 + FEW))
      yield {
        at: `/events/${i}/data`,
        message:
          event.is === 'done' ? 'is another [DONE]; expected only one' : 'comes after [DONE]; expected no event there',
        got: event.data,
      }
  },
} satisfies Rule<'stream'>
