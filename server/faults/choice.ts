/** Choices that are too few or too many, have a wrong index, or have a wrong finish_reason. */
import type { Loose } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inChoices, inCompletion, setField } from './_places.ts'

/** Sets the finish_reason of every choice of a completion. */
const endWith = (reason: unknown) => inChoices({ finish_reason: reason })

export default defineFaults({
  'choice/count-equals-n': {
    'n-ignored': {
      says: 'n is accepted, but only one choice is sent.',
      also: ['stream/indices-complete'],
      answers: (answers) => answers.slice(0, 1),
    },
    'choices-empty': {
      ...setField('completion', 'choices', []),
      also: ['params/max-completion-tokens'],
      seen: 'https://github.com/NVIDIA/garak/pull/1760',
    },
    'choices-doubled': {
      says: 'Every choice is sent twice.',
      completion: ({ choices }) => {
        choices.push(...choices.map((choice: Loose) => ({ ...choice, index: choice.index + choices.length })))
      },
    },
    'call-in-second-choice': {
      says: 'The tool calls of a choice are sent in a second choice.',
      also: [
        'structured/json-schema-strict',
        'tool/choice-allowed-tools',
        'tool/choice-named',
        'tool/choice-required',
        'tool/finish-reason-needs-calls',
      ],
      seen: 'https://github.com/SecretiveShell/MCP-Bridge/issues/48',
      completion: ({ choices }) => {
        const [{ message, ...choice }] = choices
        if (!message.tool_calls || choices.length > 1) return
        const { tool_calls, ...text } = message
        choices.splice(0, 1, { ...choice, message: text }, { ...choice, index: 1, message: { ...text, tool_calls } })
      },
    },
  },
  'choice/index-set': {
    'index-from-one': {
      says: 'The choices of a completion are numbered from 1.',
      ...inChoices((choice) => choice.index++),
    },
    'index-constant': setField('choice', 'index', 0),
  },
  'choice/index-ascending': {
    'choices-reversed': {
      says: 'The choices are sent in reverse order.',
      ...inCompletion(({ choices }) => choices.reverse()),
    },
    'choices-rotated': {
      says: 'The first choice is sent last.',
      ...inCompletion(({ choices }) => choices.push(choices.shift())),
    },
  },
  'choice/finish-reason-enum': {
    'finish-reason-eos': {
      says: 'The finish_reason of a completion is eos_token.',
      also: ['params/stop-sequences'],
      ...endWith((reason: string) => (reason === 'stop' ? 'eos_token' : reason)),
    },
    'finish-reason-empty': {
      ...setField('choice', 'finish_reason', ''),
      also: ['params/stop-sequences', 'structured/truncation-flagged'],
    },
    'finish-reason-capitals': {
      says: 'The finish_reason is in upper case.',
      also: ['params/stop-sequences', 'structured/truncation-flagged'],
      ...endWith((reason: string) => reason.toUpperCase()),
    },
  },
  'choice/finish-reason-stop': {
    'finish-reason-always-length': {
      ...setField('choice', 'finish_reason', 'length'),
      also: ['params/stop-sequences'],
    },
    'finish-reason-always-tool-calls': {
      ...setField('choice', 'finish_reason', 'tool_calls'),
      also: [
        'params/length-cut-reported',
        'params/stop-sequences',
        'structured/truncation-flagged',
        'tool/finish-reason-function-call',
        'tool/finish-reason-needs-calls',
      ],
    },
  },
})
