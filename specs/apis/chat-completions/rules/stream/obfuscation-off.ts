import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'With include_obfuscation: false, no chunk has the field obfuscation.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › obfuscation; ChatCompletionStreamOptions › include_obfuscation',
  why: 'The option saves bandwidth on trusted networks; a server that ignores it sends padding that the client does not want.',
  mend: 'Leave obfuscation out when include_obfuscation is false.',
  wrong: 'include_obfuscation: false → {"choices":[…],"obfuscation":"k3Jd9"}',
  right: 'include_obfuscation: false → {"choices":[…]}',
  on: ['stream'],
  *check(seen) {
    if (object(asked(seen).stream_options)?.include_obfuscation !== false) return
    const i = seen.chunks.findIndex(({ data }) => data.obfuscation !== undefined)
    if (i >= 0)
      yield {
        at: `/chunks/${i}/obfuscation`,
        message: 'is present, although include_obfuscation is false',
        got: seen.chunks[i]?.data.obfuscation,
      }
  },
} satisfies Rule<'stream'>
