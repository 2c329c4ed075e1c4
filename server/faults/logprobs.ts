/** Log probabilities that are missing, or that do not fit the text, one another or the request. */
import type { Asked, Fault, Loose } from '../twist.ts'
import { accepting, refusing } from './_said.ts'

/** Changes the logprobs of every choice, in streams and elsewhere. */
function inChoices(change: (choice: Loose, asked: Asked) => void): Pick<Fault, 'completion' | 'chunks'> {
  return {
    completion: ({ choices }, asked) => {
      for (const choice of choices) change(choice, asked)
    },
    chunks: (chunks, asked) => {
      for (const { choices } of chunks) for (const choice of choices) change(choice, asked)
    },
  }
}

/** Changes every entry. */
function inEntries(change: (entry: Loose, asked: Asked) => void): Pick<Fault, 'completion' | 'chunks'> {
  return inChoices(({ logprobs }, asked) => {
    for (const entry of logprobs?.content ?? []) change(entry, asked)
  })
}

const made = (token: string, logprob = -0.25) => ({ token, logprob, bytes: [...Buffer.from(token)], top_logprobs: [] })

/** The layout of the older endpoint. */
function oldLayout(content: Loose[]): Loose {
  return {
    tokens: content.map(({ token }) => token),
    token_logprobs: content.map(({ logprob }) => logprob),
    top_logprobs: content.map(({ token, logprob }) => ({ [token]: logprob })),
    text_offset: content.map((_, i) => i),
  }
}

export default {
  'logprobs-ignored': {
    says: 'logprobs is accepted and has no effect.',
    breaks: 'logprobs/present',
    request: (body) => {
      delete body.logprobs
      delete body.top_logprobs
    },
  },
  'logprobs-null-without-top': {
    says: 'logprobs has no effect without top_logprobs.',
    breaks: 'logprobs/present',
    ...inChoices((choice, { body }) => {
      if (body?.top_logprobs === undefined) choice.logprobs = null
    }),
  },
  'logprobs-emptied': {
    says: 'logprobs has an empty list of tokens.',
    breaks: 'logprobs/present',
    completion: ({ choices }) => {
      for (const { logprobs } of choices) if (logprobs) logprobs.content = []
    },
  },
  'logprobs-need-top': {
    says: 'logprobs without top_logprobs is refused.',
    breaks: 'logprobs/top-optional',
    also: ['logprobs/present'],
    seen: 'https://github.com/vllm-project/vllm/issues/4795',
    ...refusing((body) => body.logprobs === true && body.top_logprobs === undefined),
  },
  'logprobs-need-top-or-fail': {
    says: 'logprobs without top_logprobs ends in an internal error.',
    breaks: 'logprobs/top-optional',
    also: ['http/server-error', 'logprobs/present'],
    seen: 'https://github.com/vllm-project/vllm/issues/4795',
    ...refusing((body) => body.logprobs === true && body.top_logprobs === undefined, 500),
  },
  'logprobs-always': {
    says: 'Log probabilities are sent unasked.',
    breaks: 'logprobs/absent-unless-asked',
    completion: ({ choices }) => {
      for (const choice of choices)
        if (choice.message.content) choice.logprobs ??= { content: [made(choice.message.content)], refusal: null }
    },
  },
  'logprobs-always-in-streams': {
    says: 'Log probabilities are sent unasked with streams.',
    breaks: 'logprobs/absent-unless-asked',
    chunks: (chunks) => {
      for (const { choices } of chunks)
        for (const choice of choices)
          if (choice.delta.content) choice.logprobs ??= { content: [made(choice.delta.content)], refusal: null }
    },
  },
  'logprobs-in-old-layout': {
    says: 'logprobs have the layout of the older endpoint.',
    breaks: 'logprobs/container-keys',
    seen: 'https://github.com/vllm-project/vllm/issues/3179',
    ...inChoices((choice) => {
      if (choice.logprobs?.content) choice.logprobs = oldLayout(choice.logprobs.content)
    }),
  },
  'logprobs-are-probabilities': {
    says: 'Probabilities are sent in place of their logarithms.',
    breaks: 'logprobs/values-valid',
    ...inEntries((entry) => {
      for (const one of [entry, ...entry.top_logprobs]) one.logprob = Math.exp(one.logprob)
    }),
  },
  'logprobs-lowest-float': {
    says: 'An impossible candidate has the lowest number that a float can hold.',
    breaks: 'logprobs/values-valid',
    ...inEntries(({ top_logprobs: top }) => {
      if (top.length > 1) top[top.length - 1].logprob = -3.4028234663852886e38
    }),
  },
  'tokens-as-vocabulary-pieces': {
    says: 'Tokens are raw pieces of the vocabulary, with a letter for the space.',
    breaks: 'logprobs/bytes-match-token',
    ...inEntries((entry) => {
      for (const one of [entry, ...entry.top_logprobs]) one.token = one.token.replace(' ', 'Ġ')
    }),
  },
  'token-bytes-empty': {
    says: 'The bytes of every token are an empty list.',
    breaks: 'logprobs/bytes-match-token',
    ...inEntries((entry) => {
      entry.bytes = []
    }),
  },
  'tokens-without-spaces': {
    says: 'Tokens are sent without the space before them.',
    breaks: 'logprobs/concatenates-to-content',
    ...inEntries((entry) => Object.assign(entry, made(entry.token.trimStart(), entry.logprob))),
  },
  'first-token-only': {
    says: 'Only the first token of a text has an entry.',
    breaks: 'logprobs/concatenates-to-content',
    completion: ({ choices }) => {
      for (const { logprobs } of choices) logprobs?.content?.splice(1)
    },
  },
  'stream-tokens-twice': {
    says: 'A stream has the entry of each token twice.',
    breaks: 'logprobs/stream-consistent',
    chunks: (chunks) => {
      for (const { choices } of chunks)
        for (const { logprobs } of choices) if (logprobs) logprobs.content = [...logprobs.content, ...logprobs.content]
    },
  },
  'stream-tokens-lost': {
    says: 'Every second chunk of a stream lacks the entry of its token.',
    breaks: 'logprobs/stream-consistent',
    also: ['logprobs/present'],
    chunks: (chunks) => {
      for (const [i, { choices }] of chunks.entries()) for (const choice of choices) if (i % 2) choice.logprobs = null
    },
  },
  'chosen-token-appended': {
    says: 'The chosen token is listed after as many candidates as were asked for.',
    breaks: 'logprobs/top-length',
    ...inEntries((entry, { body }) => {
      if (body?.top_logprobs) entry.top_logprobs.push(made('zz', -9))
    }),
  },
  'candidates-for-zero': {
    says: 'Candidates are listed when top_logprobs is 0.',
    breaks: 'logprobs/top-length',
    ...inEntries((entry, { body }) => {
      if (body?.top_logprobs === 0) entry.top_logprobs = [{ ...entry, top_logprobs: undefined }]
    }),
  },
  'candidates-by-default': {
    says: 'Candidates are listed when none were asked for.',
    breaks: 'logprobs/top-only-when-asked',
    ...inEntries((entry, { body }) => {
      if (body?.top_logprobs === undefined) entry.top_logprobs = [{ ...entry, top_logprobs: undefined }]
    }),
  },
  'candidates-rising': {
    says: 'The likeliest candidate stands last.',
    breaks: 'logprobs/top-sorted-unique',
    ...inEntries((entry) => {
      entry.top_logprobs.reverse()
    }),
  },
  'candidates-doubled': {
    says: 'The first candidate is listed twice.',
    breaks: 'logprobs/top-sorted-unique',
    ...inEntries(({ top_logprobs: top }) => {
      if (top.length > 1) top[1] = top[0]
    }),
  },
  'candidates-of-another-scale': {
    says: 'The probabilities of the candidates add up to more than one.',
    breaks: 'logprobs/top-sorted-unique',
    ...inEntries(({ top_logprobs: top }) => {
      for (const [i, candidate] of top.slice(1).entries()) candidate.logprob = top[0].logprob - 0.001 * (i + 1)
    }),
  },
  'chosen-of-another-step': {
    says: 'The number of a chosen token is not the one that it has among the candidates.',
    breaks: 'logprobs/chosen-consistent',
    ...inEntries((entry) => {
      entry.logprob -= 1
    }),
  },
  'candidates-of-the-first-step': {
    says: 'Every token has the candidates of the first one.',
    breaks: 'logprobs/chosen-consistent',
    ...inChoices(({ logprobs }) => {
      const [first] = logprobs?.content ?? []
      for (const entry of logprobs?.content ?? []) entry.top_logprobs = first.top_logprobs
    }),
  },
  'chosen-is-not-likeliest': {
    says: 'At temperature 0 the second candidate is chosen.',
    breaks: 'logprobs/chosen-consistent',
    ...inEntries((entry) => {
      const [first, second] = entry.top_logprobs
      if (!second) return
      Object.assign(entry, { logprob: second.logprob })
      entry.top_logprobs[0] = { ...first, token: second.token, bytes: second.bytes }
      entry.top_logprobs[1] = { ...second, token: first.token, bytes: first.bytes }
    }),
  },
  'top-logprobs-alone-accepted': {
    says: 'top_logprobs is accepted without logprobs.',
    breaks: 'logprobs/top-needs-logprobs',
    ...accepting(({ param, code }) => param === 'top_logprobs' && code === null),
  },
} satisfies Record<string, Fault>
