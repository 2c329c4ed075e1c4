/** Log probabilities that are missing, or that do not fit the text, one another or the request. */
import type { Asked, Body, Loose } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inAllChoices, inChoices, inChunkChoices } from './_places.ts'
import { acceptRequests, ignoreParams, refuseRequests } from './_requests.ts'

/** Changes the entry of every token. */
const inEntries = (change: (entry: Loose, asked: Asked) => unknown) =>
  inAllChoices(({ logprobs }, asked) => {
    for (const entry of logprobs?.content ?? []) change(entry, asked)
  })

/** Changes the entry of every token and the entries of its candidates. */
const inTokens = (change: (token: Loose) => unknown) =>
  inEntries((entry) => [entry, ...entry.top_logprobs].forEach(change))

const entryOf = (token: string, logprob = -0.25) => {
  return { token, logprob, bytes: [...Buffer.from(token)], top_logprobs: [] }
}

/** One entry for all of the text. */
const withEntry = (choice: Loose, text: unknown) => {
  if (typeof text === 'string' && text) choice.logprobs ??= { content: [entryOf(text)], refusal: null }
}

/** Only logprobs were requested, without a number of candidates. */
const withoutTop = ({ logprobs, top_logprobs }: Body) => logprobs === true && top_logprobs === undefined

/** Lists the chosen token as the only candidate. */
const listChosen = (entry: Loose) => (entry.top_logprobs = [{ ...entry, top_logprobs: undefined }])

/** The layout of the legacy completions endpoint. */
function legacyLayout(content: Loose[]): Loose {
  return {
    tokens: content.map(({ token }) => token),
    token_logprobs: content.map(({ logprob }) => logprob),
    top_logprobs: content.map(({ token, logprob }) => ({ [token]: logprob })),
    text_offset: content.map((_, i) => i),
  }
}

export default defineFaults({
  'logprobs/present': {
    'logprobs-ignored': {
      says: 'logprobs is accepted and has no effect.',
      ...ignoreParams(['logprobs', 'top_logprobs']),
    },
    'logprobs-null-without-top': {
      says: 'logprobs has no effect without top_logprobs.',
      ...inAllChoices((choice, { body }) => {
        if (body?.top_logprobs === undefined) choice.logprobs = null
      }),
    },
    'logprobs-emptied': {
      says: 'logprobs has an empty list of tokens.',
      ...inChoices(({ logprobs }) => logprobs && Object.assign(logprobs, { content: [] })),
    },
  },
  'logprobs/top-optional': {
    'logprobs-need-top': {
      says: 'logprobs without top_logprobs is refused.',
      also: ['logprobs/present'],
      seen: 'https://github.com/vllm-project/vllm/issues/4795',
      ...refuseRequests(withoutTop),
    },
    'logprobs-need-top-or-fail': {
      says: 'logprobs without top_logprobs is answered with status 500.',
      also: ['http/server-error', 'logprobs/present'],
      seen: 'https://github.com/vllm-project/vllm/issues/4795',
      ...refuseRequests(withoutTop, 500),
    },
  },
  'logprobs/absent-unless-asked': {
    'logprobs-always': {
      says: 'A completion has log probabilities that were not requested.',
      ...inChoices((choice) => withEntry(choice, choice.message.content)),
    },
    'logprobs-always-in-streams': {
      says: 'A stream has log probabilities that were not requested.',
      ...inChunkChoices((choice) => withEntry(choice, choice.delta.content)),
    },
  },
  'logprobs/container-keys': {
    'logprobs-in-old-layout': {
      says: 'logprobs has the layout of the legacy completions endpoint.',
      seen: 'https://github.com/vllm-project/vllm/issues/3179',
      ...inAllChoices((choice) => {
        if (choice.logprobs?.content) choice.logprobs = legacyLayout(choice.logprobs.content)
      }),
    },
  },
  'logprobs/values-valid': {
    'logprobs-are-probabilities': {
      says: 'logprob is the probability, not its logarithm.',
      ...inTokens((token) => (token.logprob = Math.exp(token.logprob))),
    },
    'logprobs-lowest-float': {
      says: 'The logprob of an impossible candidate is the lowest 32-bit float.',
      ...inEntries(({ top_logprobs: top }) => {
        if (top.length > 1) top[top.length - 1].logprob = -3.4028234663852886e38
      }),
    },
  },
  'logprobs/bytes-match-token': {
    'tokens-as-vocabulary-pieces': {
      says: 'Tokens are raw vocabulary entries, with Ġ in place of the space.',
      ...inTokens((token) => (token.token = token.token.replace(' ', 'Ġ'))),
    },
    'token-bytes-empty': {
      says: 'The bytes of every token is an empty array.',
      ...inEntries((entry) => (entry.bytes = [])),
    },
  },
  'logprobs/concatenates-to-content': {
    'tokens-without-spaces': {
      says: 'Tokens are sent without their leading space.',
      ...inEntries((entry) => {
        const { token, bytes } = entryOf(entry.token.trimStart(), entry.logprob)
        Object.assign(entry, { token, bytes })
      }),
    },
    'first-token-only': {
      says: 'Only the first token of a text has an entry.',
      ...inChoices(({ logprobs }) => logprobs?.content?.splice(1)),
    },
  },
  'logprobs/stream-consistent': {
    'stream-tokens-twice': {
      says: 'A stream has the entry of each token twice.',
      ...inChunkChoices(({ logprobs }) => {
        if (logprobs) logprobs.content = [...logprobs.content, ...logprobs.content]
      }),
    },
    'stream-tokens-lost': {
      says: 'Every second chunk of a stream lacks the entry of its token.',
      also: ['logprobs/present'],
      chunks: (chunks) => {
        for (const [i, { choices }] of chunks.entries()) for (const choice of choices) if (i % 2) choice.logprobs = null
      },
    },
  },
  'logprobs/top-length': {
    'chosen-token-appended': {
      says: 'One candidate more than top_logprobs is listed.',
      ...inEntries((entry, { body }) => body?.top_logprobs && entry.top_logprobs.push(entryOf('zz', -9))),
    },
    'candidates-for-zero': {
      says: 'Candidates are listed when top_logprobs is 0.',
      ...inEntries((entry, { body }) => body?.top_logprobs === 0 && listChosen(entry)),
    },
  },
  'logprobs/top-present': {
    'candidates-always-empty': {
      says: 'The candidates of every token are an empty array, whatever top_logprobs says.',
      ...inEntries((entry) => (entry.top_logprobs = [])),
    },
  },
  'logprobs/top-only-when-asked': {
    'candidates-by-default': {
      says: 'Candidates are listed without top_logprobs.',
      ...inEntries((entry, { body }) => body?.top_logprobs === undefined && listChosen(entry)),
    },
  },
  'logprobs/top-sorted-unique': {
    'candidates-rising': {
      says: 'The most likely candidate is listed last.',
      ...inEntries((entry) => entry.top_logprobs.reverse()),
    },
    'candidates-doubled': {
      says: 'The first candidate is listed twice.',
      ...inEntries(({ top_logprobs: top }) => {
        if (top.length > 1) top[1] = top[0]
      }),
    },
    'candidates-of-another-scale': {
      says: 'The probabilities of the candidates add up to more than 1.',
      ...inEntries(({ top_logprobs: top }) => {
        for (const [i, candidate] of top.slice(1).entries()) candidate.logprob = top[0].logprob - 0.001 * (i + 1)
      }),
    },
  },
  'logprobs/chosen-consistent': {
    'chosen-of-another-step': {
      says: 'The logprob of a chosen token differs from its entry in top_logprobs.',
      ...inEntries((entry) => (entry.logprob -= 1)),
    },
    'candidates-of-the-first-step': {
      says: 'Every token has the candidates of the first token.',
      ...inAllChoices(({ logprobs }) => {
        const [first] = logprobs?.content ?? []
        for (const entry of logprobs?.content ?? []) entry.top_logprobs = first.top_logprobs
      }),
    },
    'chosen-is-not-likeliest': {
      says: 'At temperature 0 the second candidate is chosen.',
      ...inEntries((entry) => {
        const [first, second] = entry.top_logprobs
        if (!second) return
        Object.assign(entry, { logprob: second.logprob })
        entry.top_logprobs[0] = { ...first, token: second.token, bytes: second.bytes }
        entry.top_logprobs[1] = { ...second, token: first.token, bytes: first.bytes }
      }),
    },
  },
  'logprobs/top-needs-logprobs': {
    'top-logprobs-alone-accepted': {
      says: 'top_logprobs is accepted without logprobs.',
      ...acceptRequests(({ param, code }) => param === 'top_logprobs' && code === null),
    },
  },
})
