/** Token counts that are wrong in themselves or beside one another. */
import type { Asked, Fault, Loose, Twist } from '../twist.ts'

/** Changes the usage object of completions and streams. */
const everyUsage = (change: (usage: Loose, asked: Asked) => void): Pick<Twist, 'completion' | 'chunks'> => ({
  completion: ({ usage }, asked) => change(usage, asked),
  chunks: (chunks, asked) => {
    for (const { usage } of chunks) if (usage) change(usage, asked)
  },
})

/** Changes one of the two counts, and the total with it. */
const counting = (member: 'prompt_tokens' | 'completion_tokens', count: (before: number, asked: Asked) => number) =>
  everyUsage((usage, asked) => {
    usage[member] = count(usage[member], asked)
    usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
  })

const choicesOf = ({ body }: Asked) => Number(body?.n ?? 1)

export default {
  'usage-null': {
    says: 'usage of a completion is null.',
    breaks: 'usage/required-fields',
    completion: (completion) => {
      completion.usage = null
    },
  },
  'usage-sum-wrong': {
    says: 'total_tokens is one more than its parts.',
    breaks: 'usage/total-is-sum',
    ...everyUsage((usage) => {
      usage.total_tokens += 1
    }),
  },
  'usage-total-hides-tokens': {
    says: 'Tokens of hidden thoughts are in the total alone.',
    breaks: 'usage/total-is-sum',
    completion: ({ usage }) => {
      usage.total_tokens += 28
    },
  },
  'usage-prompt-details-null': {
    says: 'prompt_tokens_details is null.',
    breaks: 'usage/details-types',
    seen: 'https://github.com/vllm-project/vllm/issues/44961',
    ...everyUsage((usage) => {
      usage.prompt_tokens_details = null
    }),
  },
  'usage-details-as-text': {
    says: 'reasoning_tokens is a text.',
    breaks: 'usage/details-types',
    ...everyUsage((usage) => {
      usage.completion_tokens_details = { reasoning_tokens: '0' }
    }),
  },
  'cached-above-prompt': {
    says: 'More tokens are cached than the prompt has.',
    breaks: 'usage/details-bounded',
    ...everyUsage((usage) => {
      usage.prompt_tokens_details = { cached_tokens: usage.prompt_tokens + 1 }
    }),
  },
  'reasoning-above-completion': {
    says: 'Thoughts are counted outside completion_tokens.',
    breaks: 'usage/details-bounded',
    ...everyUsage((usage) => {
      usage.completion_tokens_details = { reasoning_tokens: usage.completion_tokens + 28 }
    }),
  },
  'completion-tokens-unknown': {
    says: 'completion_tokens is -1.',
    breaks: 'usage/positive',
    ...counting('completion_tokens', () => -1),
  },
  'prompt-tokens-zero': {
    says: 'prompt_tokens is 0.',
    breaks: 'usage/positive',
    ...counting('prompt_tokens', () => 0),
  },
  'completion-tokens-zero': {
    says: 'completion_tokens is 0.',
    breaks: 'usage/positive',
    ...counting('completion_tokens', () => 0),
  },
  'prompt-tokens-of-the-rest': {
    says: 'prompt_tokens leaves out what came from a cache.',
    breaks: 'usage/prompt-repeatable',
    ...counting('prompt_tokens', (before, { count }) => (count % 2 ? 1 : before)),
  },
  'prompt-tokens-streamed-otherwise': {
    says: 'prompt_tokens of a stream leaves out the template.',
    breaks: 'usage/prompt-repeatable',
    ...counting('prompt_tokens', (before, { streamed }) => (streamed ? before - 3 : before)),
  },
  'completion-tokens-streamed-otherwise': {
    says: 'completion_tokens of a stream leaves out the last token.',
    breaks: 'usage/completion-repeatable',
    ...counting('completion_tokens', (before, { streamed }) => (streamed && before > 1 ? before - 1 : before)),
  },
  'several-choices-streamed-cost-one': {
    says: 'In a stream with n above 1 completion_tokens counts the first choice only.',
    breaks: 'usage/n-counts-all-choices',
    ...counting('completion_tokens', (before, asked) =>
      asked.streamed ? Math.ceil(before / choicesOf(asked)) : before,
    ),
  },
  'prompt-tokens-constant': {
    says: 'prompt_tokens is always 10.',
    breaks: 'usage/prompt-monotone',
    ...counting('prompt_tokens', () => 10),
  },
  'prompt-tokens-of-the-end': {
    says: 'prompt_tokens counts no more than the last sixteen tokens.',
    breaks: 'usage/prompt-monotone',
    ...counting('prompt_tokens', (before) => Math.min(16, before)),
  },
  'n-multiplies-prompt': {
    says: 'The prompt is counted once for each choice.',
    breaks: 'usage/n-counts-all-choices',
    ...counting('prompt_tokens', (before, asked) => before * choicesOf(asked)),
  },
  'n-counts-one-choice': {
    says: 'The tokens of one choice are counted.',
    breaks: 'usage/n-counts-all-choices',
    ...counting('completion_tokens', (before, asked) => Math.ceil(before / choicesOf(asked))),
  },
} satisfies Record<string, Fault>
