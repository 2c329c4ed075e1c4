/** Wrong ways to say no. */
import type { Fault } from '../twist.ts'

export default {
  'errors-with-status-200': {
    says: 'Error objects are sent with status 200.',
    breaks: 'error/never-2xx',
    reply: (reply) => {
      if (reply.status >= 400) reply.status = 200
    },
  },
  'errors-with-status-500': {
    says: 'Requests at fault are answered with 500.',
    breaks: 'error/client-fault-is-4xx',
    also: ['http/server-error'],
    refusal: (refusal) => refusal && { ...refusal, status: 500 },
  },
  'errors-in-detail': {
    says: 'Error bodies have the member detail in place of error.',
    breaks: 'error/envelope',
    error: ({ error }) => ({ detail: error.message }),
  },
  'empty-messages-accepted': {
    says: 'A request with an empty list of messages is answered.',
    breaks: 'error/messages-empty',
    refusal: (refusal) => (refusal?.code === 'empty_array' && refusal.param === 'messages' ? undefined : refusal),
  },
} satisfies Record<string, Fault>
