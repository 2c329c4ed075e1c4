import type { Rule } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { messagesOf, withMessages } from '../_request.ts'
import { findRefusedForms } from './_forms.ts'

export default {
  says: 'A history with tool calls is accepted whether the content next to them is null, absent, empty or a string.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestAssistantMessage (content may be left out or null beside tool_calls)',
  why: 'Every tool loop sends such a message in its second turn, and libraries differ in the form: one rejected form breaks some of them.',
  mend: 'Treat absent and null content of an assistant message as an empty string, also in the chat template.',
  wrong: '{"role": "assistant", "content": null, "tool_calls": [{…}]} → 400',
  right: '{"role": "assistant", "content": null, "tool_calls": [{…}]} → 200',
  seen: [
    'https://github.com/pydantic/pydantic-ai/issues/5206',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/261',
    'https://github.com/mistralai/mistral-common/issues/324',
    'https://github.com/ggml-org/llama.cpp/pull/12293',
    'https://github.com/SAIL-Research-Lab/cheetahclaws/issues/71',
  ],
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, (ask) =>
      messagesOf(ask).some(({ tool_calls }) => list(tool_calls).length)
        ? withMessages(ask, ({ content, ...message }) =>
            list(message.tool_calls).length ? message : { ...message, content },
          )
        : undefined,
    ),
} satisfies Rule<'conversation'>
