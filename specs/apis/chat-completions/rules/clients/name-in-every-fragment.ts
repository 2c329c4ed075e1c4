import type { Rule } from '../../../../../src/model/index.ts'
import { list, object, string } from '../../../../rules/_helpers.ts'
import { deltas } from '../_chat.ts'

export default {
  says: 'Beyond the contract: every fragment of a tool call contains the function name.',
  level: 'MAY',
  basis: 'client library need',
  source: "The function calling example of LightLLM's manual, which reads function.name of every fragment",
  why: 'Programs that read tool_calls[0].function["name"] of every delta stop with a key error at fragments that contain only arguments.',
  mend: 'Change nothing in the server: client programs should take the name from the first fragment of each index.',
  wrong: '{"index":0,"function":{"arguments":"{\\"city\\""}}',
  right:
    '{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}',
  on: ['stream'],
  *check(seen) {
    for (const { at, delta } of deltas(seen))
      for (const [i, fragment] of list(delta.tool_calls).entries()) {
        const got = object(object(fragment)?.function)?.name
        if (!string(got))
          return yield {
            at: `${at}/delta/tool_calls/${i}/function/name`,
            message: 'is missing or empty; some clients read it from every fragment',
            got,
          }
      }
  },
} satisfies Rule<'stream'>
