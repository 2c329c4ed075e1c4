import type { Rule } from '../../../src/model/index.ts'
import { FEW } from '../_helpers.ts'
import { strayLines } from './_lines.ts'

export default {
  says: 'Every line of a stream is empty, a comment or a field, and the content for clients is in the fields data, event, id and retry.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'WHATWG HTML sections 9.2.5 and 9.2.6',
  why: 'A conforming parser silently drops any other line: bare JSON lines give both official libraries an empty answer and no error.',
  mend: 'Write every chunk and every error as a line "data: <JSON>" followed by an empty line.',
  wrong: '{"object":"chat.completion.chunk",…}\n{"object":"chat.completion.chunk",…}',
  right: 'data: {"object":"chat.completion.chunk",…}\n\ndata: {"object":"chat.completion.chunk",…}\n\n',
  seen: [
    'https://github.com/xorbitsai/inference/issues/523',
    'https://github.com/xorbitsai/inference/pull/524',
    'https://github.com/ggml-org/llama.cpp/pull/16109',
    'https://github.com/coddy-project/coddy-agent/pull/106',
  ],
  on: ['stream'],
  *check(seen) {
    for (const { line } of strayLines(seen).slice(0, FEW))
      yield {
        at: `/lines/${line}`,
        message: 'is not an SSE field, so clients drop it; expected data, event, id or retry',
        got: seen.lines[line]?.text,
      }
  },
} satisfies Rule<'stream'>
