import type { Rule } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'

export default {
  says: '/generate answers with one JSON object, and /generate_stream with events.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst',
  why: 'A client parses one as JSON and reads the other line by line; each fails on the other form.',
  mend: 'Choose the form of the reply by the path alone.',
  wrong: 'POST /generate_stream → {"generated_text":["Hi"],…}',
  right: 'POST /generate_stream → data:{"token":{…},…}',
  on: ['json', 'stream'],
  *check(seen) {
    const { endpoint, body } = seen.request
    const isStream = seen.kind === 'stream'
    const requestsStream = object(body)?.stream === true
    const expectsStream = endpoint === 'generate-either' ? requestsStream : endpoint === 'generate-stream'
    if (isStream === expectsStream) return
    yield {
      at: '/body',
      message: expectsStream
        ? 'is one JSON object; expected an event stream'
        : 'is an event stream; expected one JSON object',
    }
  },
} satisfies Rule<'json' | 'stream'>
