/** Token counts that are wrong in themselves or do not fit together. */
import type { Asked } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inUsage, setField } from './_places.ts'

/** Changes one of the two counts, and the total with it. */
const recount = (member: 'prompt_tokens' | 'completion_tokens', count: (before: number, asked: Asked) => number) =>
  inUsage((usage, asked) => {
    usage[member] = count(usage[member], asked)
    usage.total_tokens = usage.prompt_tokens + usage.completion_tokens
  })

const requestedChoices = ({ body }: Asked) => Number(body?.n ?? 1)
const ofOneChoice = (before: number, asked: Asked) => Math.ceil(before / requestedChoices(asked))

export default defineFaults({
  'usage/required-fields': { 'usage-null': setField('completion', 'usage', null) },
  'usage/total-is-sum': {
    'usage-sum-wrong': {
      says: 'total_tokens is one more than the sum of its parts.',
      ...inUsage({ total_tokens: (total: number) => total + 1 }),
    },
    'usage-total-hides-tokens': {
      says: 'Reasoning tokens are counted in total_tokens and in neither of its parts.',
      completion: ({ usage }) => {
        usage.total_tokens += 28
      },
    },
  },
  'usage/completion-counts-entries': {
    'completion-tokens-are-words': {
      says: 'completion_tokens is half the number of tokens.',
      ...recount('completion_tokens', (before) => Math.ceil(before / 2)),
    },
  },
  'usage/details-types': {
    'usage-prompt-details-null': {
      ...setField('usage', 'prompt_tokens_details', null),
      seen: 'https://github.com/vllm-project/vllm/issues/44961',
    },
    'usage-details-as-text': setField('usage', 'completion_tokens_details', { reasoning_tokens: '0' }),
  },
  'usage/details-bounded': {
    'cached-above-prompt': {
      says: 'cached_tokens is greater than prompt_tokens.',
      ...inUsage((usage) => (usage.prompt_tokens_details = { cached_tokens: usage.prompt_tokens + 1 })),
    },
    'reasoning-above-completion': {
      says: 'Reasoning tokens are not counted in completion_tokens.',
      ...inUsage((usage) => (usage.completion_tokens_details = { reasoning_tokens: usage.completion_tokens + 28 })),
    },
  },
  'usage/positive': {
    'completion-tokens-unknown': { says: 'completion_tokens is -1.', ...recount('completion_tokens', () => -1) },
    'prompt-tokens-zero': { says: 'prompt_tokens is 0.', ...recount('prompt_tokens', () => 0) },
    'completion-tokens-zero': { says: 'completion_tokens is 0.', ...recount('completion_tokens', () => 0) },
  },
  'usage/prompt-repeatable': {
    'prompt-tokens-of-the-rest': {
      says: 'prompt_tokens leaves out the cached tokens.',
      ...recount('prompt_tokens', (before, { count }) => (count % 2 ? 1 : before)),
    },
    'prompt-tokens-streamed-otherwise': {
      says: 'The prompt_tokens of a stream leaves out the tokens of the chat template.',
      ...recount('prompt_tokens', (before, { streamed }) => (streamed ? before - 3 : before)),
    },
  },
  'usage/completion-repeatable': {
    'completion-tokens-streamed-otherwise': {
      says: 'The completion_tokens of a stream leaves out the last token.',
      ...recount('completion_tokens', (before, { streamed }) => (streamed && before > 1 ? before - 1 : before)),
    },
  },
  'usage/prompt-monotone': {
    'prompt-tokens-constant': { says: 'prompt_tokens is always 10.', ...recount('prompt_tokens', () => 10) },
    'prompt-tokens-of-the-end': {
      says: 'prompt_tokens counts only the last sixteen tokens.',
      ...recount('prompt_tokens', (before) => Math.min(16, before)),
    },
  },
  'usage/n-counts-all-choices': {
    'several-choices-streamed-cost-one': {
      says: 'The completion_tokens of a stream with n above 1 counts only the first choice.',
      ...recount('completion_tokens', (before, asked) => (asked.streamed ? ofOneChoice(before, asked) : before)),
    },
    'n-multiplies-prompt': {
      says: 'The prompt is counted once for each choice.',
      ...recount('prompt_tokens', (before, asked) => before * requestedChoices(asked)),
    },
    'n-counts-one-choice': {
      says: 'completion_tokens counts only one of the choices.',
      ...recount('completion_tokens', ofOneChoice),
    },
  },
})
