import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Unusual but valid orders of messages are accepted: several system messages, a system message in the middle, two user messages in a row, an assistant message at the end.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages (a list without any rule of order)',
  why: 'Multi-agent frameworks and chat programs that add context send such orders; templates that require user and assistant to alternate reject them.',
  mend: 'Merge or reorder messages for a chat template that is strict about their order.',
  wrong: '[{"role": "user", …}, {"role": "user", …}] → 400',
  right: '[{"role": "user", …}, {"role": "user", …}] → 200',
  seen: [
    'https://github.com/vllm-project/vllm/issues/6862',
    'https://github.com/microsoft/autogen/issues/1037',
    'https://github.com/weaviate/Verba/issues/150',
  ],
  on: [],
} satisfies Rule
