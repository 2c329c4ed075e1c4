import type { Rule } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'

export default {
  says: '/generate answers with one JSON object and /generate_stream with events.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst',
  why: 'A client parses the one as JSON and reads the other line by line; each fails on the other form.',
  mend: 'Let the path alone decide the form of the reply.',
  wrong: 'POST /generate_stream → {"generated_text":["Hi"],…}',
  right: 'POST /generate_stream → data:{"token":{…},…}',
  on: ['json', 'stream'],
  *check(seen) {
    const { endpoint, body } = seen.request
    const streamed = seen.kind === 'stream'
    const asksStream = object(body)?.stream === true
    const wanted = endpoint === 'generate-either' ? asksStream : endpoint === 'generate-stream'
    if (streamed === wanted) return
    yield {
      at: '/body',
      message: wanted ? 'is one JSON object, not events' : 'is an event stream, not one JSON object',
    }
  },
} satisfies Rule<'json' | 'stream'>
