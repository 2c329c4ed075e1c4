/** Parameters that are accepted and have no effect. */
import type { Fault } from '../twist.ts'

export default {
  'max-tokens-ignored': {
    says: 'max_tokens is accepted and has no effect.',
    breaks: 'params/max-tokens',
    request: (body) => {
      delete body.max_tokens
    },
  },
  'stop-ignored': {
    says: 'stop is accepted and has no effect.',
    breaks: 'params/stop-sequences',
    request: (body) => {
      delete body.stop
    },
  },
} satisfies Record<string, Fault>
