import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'The server answers POST requests to /chat/completions below the base URL.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI paths › /chat/completions › post',
  why: 'Every client library appends this path to the base URL, so none can reach a server that uses another path.',
  mend: 'Serve POST {base URL}/chat/completions.',
  wrong: 'POST /v1/chat/completions → 404',
  right: 'POST /v1/chat/completions → 200',
  on: [],
} satisfies Rule
