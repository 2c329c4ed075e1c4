import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A failure has a 4xx or 5xx status: a 2xx body never contains an error.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 sections 15.5 and 15.6; OpenAPI paths › /chat/completions › post › responses',
  why: 'Clients choose the exception by the status; after a 200, both official libraries return a completion without choices or an empty stream, and no exception.',
  mend: 'Send the 4xx or 5xx status of the failure before the body begins.',
  wrong: 'HTTP/1.1 200 OK\n\n{"error":{"message":"No such model.",…}}',
  right: 'HTTP/1.1 404 Not Found\n\n{"error":{"message":"No such model.",…}}',
  seen: [
    'https://github.com/nodetool-ai/nodetool/pull/5755',
    'https://github.com/xyOz-dev/Saturn/pull/43',
    'https://github.com/avante-corp/avante.nvim/pull/1586',
    'https://github.com/runpod-workers/worker-vllm/issues/57',
    'https://github.com/XpressAI/xaibo/pull/36',
  ],
  on: ['error', 'json'],
  *check(seen) {
    if (seen.kind === 'json') {
      const got = seen.result.error
      if (got)
        yield { at: '/error', message: 'is set in a successful reply; expected a 4xx or 5xx status for an error', got }
    } else if (seen.status >= 200 && seen.status < 300) {
      yield {
        at: '/status',
        message: `status ${seen.status} with an error in the body; expected a 4xx or 5xx`,
        got: seen.status,
      }
    }
  },
} satisfies Rule<'error' | 'json'>
