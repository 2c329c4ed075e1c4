import { gzipSync } from 'node:zlib'
import type { Tables } from '../../support/rule.ts'
import { aCompletion, completion, conversation, ERROR, errorReply, reply, stream } from '../../support/seen.ts'

const coded = (coding: string, accept?: string, body: unknown = gzipSync(JSON.stringify(aCompletion()))) =>
  reply(body, {
    headers: { 'content-encoding': coding },
    ...(accept === undefined ? {} : { requestHeaders: { 'accept-encoding': accept } }),
  })

const after = (status: number, value: string) => errorReply(status, ERROR, { headers: { 'retry-after': value } })

const withId = (id: string, requestHeaders = {}) =>
  completion(aCompletion(), { headers: { 'x-request-id': id }, requestHeaders })

const limits = (headers: Record<string, string>) => completion(aCompletion(), { headers })

export default {
  'http/identity-encoding': {
    pass: {
      'no content coding': completion(aCompletion(), { requestHeaders: { 'accept-encoding': 'identity' } }),
      'identity stated explicitly': coded('identity', 'identity', aCompletion()),
      'gzip as requested': coded('gzip', 'gzip, br;q=0.5'),
      'gzip when all codings are accepted': coded('gzip', '*'),
      'gzip without Accept-Encoding in the request': coded('gzip'),
    },
    fail: {
      'gzip when only identity is accepted': [coded('gzip', 'identity'), '/headers/content-encoding'],
      'br when only gzip is accepted': [coded('br', 'gzip'), '/headers/content-encoding'],
      'gzip with q=0 in the request': [coded('gzip', 'br, gzip;q=0'), '/headers/content-encoding'],
    },
  },

  'http/content-coding-true': {
    pass: {
      'a valid gzip body': coded('gzip'),
      'no content coding': completion(),
      'an unknown coding': coded('x-own', undefined, aCompletion()),
      'an incomplete compressed body': reply(gzipSync('{}').subarray(0, 9), {
        ended: 'cut',
        headers: { 'content-encoding': 'gzip' },
      }),
      'an empty body': reply('', { status: 500, headers: { 'content-encoding': 'gzip' } }),
    },
    fail: {
      'plain JSON declared as gzip': [coded('gzip', undefined, aCompletion()), '/headers/content-encoding'],
      'plain events declared as br': [
        stream(undefined, { headers: { 'content-encoding': 'br' } }),
        '/headers/content-encoding',
      ],
      'a plain error declared as gzip': [
        errorReply(400, ERROR, { headers: { 'content-encoding': 'gzip' } }),
        '/headers/content-encoding',
      ],
    },
  },

  'http/retry-after-syntax': {
    pass: {
      absent: errorReply(429),
      seconds: after(429, '2'),
      'zero on a 503': after(503, '0'),
      'an HTTP date': after(503, 'Wed, 21 Oct 2026 07:28:00 GMT'),
      'an RFC 850 date': after(503, 'Wed Oct  7 07:28:00 2026'),
      'an asctime date': after(503, 'Wednesday, 21-Oct-26 07:28:00 GMT'),
    },
    fail: {
      'zero on a 429': [after(429, '0'), '/headers/retry-after'],
      'a fraction of a second': [after(429, '1.5'), '/headers/retry-after'],
      'a number with a unit': [after(503, '30s'), '/headers/retry-after'],
      'another date format': [after(503, '2026-10-21T07:28:00Z'), '/headers/retry-after'],
      'a negative number': [after(429, '-1'), '/headers/retry-after'],
    },
  },

  'http/request-id-header': {
    pass: {
      absent: conversation(completion(), completion()),
      'a new id for each reply': conversation(withId('a'), withId('b')),
      'the id that the client sent': conversation(
        withId('a', { 'X-Request-Id': 'a' }),
        withId('a', { 'X-Request-Id': 'a' }),
      ),
    },
    fail: {
      'the same id twice': [conversation(withId('a'), withId('b'), withId('a')), '/replies/2/headers/x-request-id'],
      'an empty id': [conversation(withId('')), '/replies/0/headers/x-request-id'],
    },
  },

  'http/ratelimit-headers': {
    pass: {
      absent: completion(),
      'counts and durations': limits({
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-reset-tokens': '6m0s',
      }),
      'other durations': limits({ 'x-ratelimit-reset-requests': '120ms', 'x-ratelimit-reset-tokens': '1h2m3.5s' }),
      'a duration in seconds': limits({ 'x-ratelimit-reset-requests': '17.5' }),
    },
    fail: {
      'a word in place of a count': [
        limits({ 'x-ratelimit-remaining-tokens': 'unlimited' }),
        '/headers/x-ratelimit-remaining-tokens',
      ],
      'a date in place of a duration': [
        limits({ 'x-ratelimit-reset-requests': '2026-01-01T00:00:00Z' }),
        '/headers/x-ratelimit-reset-requests',
      ],
      'remaining exceeds the limit': [
        limits({ 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '61' }),
        '/headers/x-ratelimit-remaining-requests',
      ],
    },
  },
} satisfies Tables
