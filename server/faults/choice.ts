/** Choices that are too few or too many, wrongly numbered, or end for a wrong reason. */
import type { Fault, Loose } from '../twist.ts'

/** Changes the reason with which every choice of a completion ends. */
const ending = (reason: (before: string) => unknown) => ({
  completion: ({ choices }: Loose) => {
    for (const choice of choices) choice.finish_reason = reason(choice.finish_reason)
  },
})

export default {
  'n-ignored': {
    says: 'n is accepted and one choice is sent.',
    breaks: 'choice/count-equals-n',
    also: ['stream/indices-complete'],
    answers: (answers) => answers.slice(0, 1),
  },
  'choices-empty': {
    says: 'A completion has no choice.',
    breaks: 'choice/count-equals-n',
    also: ['params/max-completion-tokens'],
    seen: 'https://github.com/NVIDIA/garak/pull/1760',
    completion: (completion) => {
      completion.choices = []
    },
  },
  'choices-doubled': {
    says: 'Every choice comes twice.',
    breaks: 'choice/count-equals-n',
    completion: ({ choices }) => {
      choices.push(...choices.map((choice: Loose) => ({ ...choice, index: choice.index + choices.length })))
    },
  },
  'call-in-second-choice': {
    says: 'The tool calls of a choice stand in a choice of their own.',
    breaks: 'choice/count-equals-n',
    also: ['tool/choice-allowed-tools', 'tool/choice-named', 'tool/choice-required', 'tool/finish-reason-needs-calls'],
    seen: 'https://github.com/SecretiveShell/MCP-Bridge/issues/48',
    completion: ({ choices }) => {
      const [{ message, ...choice }] = choices
      if (!message.tool_calls || choices.length > 1) return
      const { tool_calls, ...text } = message
      choices.splice(0, 1, { ...choice, message: text }, { ...choice, index: 1, message: { ...text, tool_calls } })
    },
  },
  'index-from-one': {
    says: 'Choices of a completion are numbered from 1.',
    breaks: 'choice/index-set',
    completion: ({ choices }) => {
      for (const choice of choices) choice.index++
    },
  },
  'index-constant': {
    says: 'All choices of a completion have the index 0.',
    breaks: 'choice/index-set',
    completion: ({ choices }) => {
      for (const choice of choices) choice.index = 0
    },
  },
  'choices-reversed': {
    says: 'The last choice comes first.',
    breaks: 'choice/index-ascending',
    completion: ({ choices }) => {
      choices.reverse()
    },
  },
  'choices-rotated': {
    says: 'The first choice comes last.',
    breaks: 'choice/index-ascending',
    completion: ({ choices }) => {
      choices.push(choices.shift())
    },
  },
  'finish-reason-eos': {
    says: 'A completion ends with the name of a token.',
    breaks: 'choice/finish-reason-enum',
    also: ['params/stop-sequences'],
    ...ending((before) => (before === 'stop' ? 'eos_token' : before)),
  },
  'finish-reason-empty': {
    says: 'A completion ends with an empty reason.',
    breaks: 'choice/finish-reason-enum',
    also: ['params/stop-sequences', 'structured/truncation-flagged'],
    ...ending(() => ''),
  },
  'finish-reason-capitals': {
    says: 'Reasons are written in capitals.',
    breaks: 'choice/finish-reason-enum',
    also: ['params/stop-sequences', 'structured/truncation-flagged'],
    ...ending((before) => before.toUpperCase()),
  },
  'finish-reason-always-length': {
    says: 'Every completion ends with length.',
    breaks: 'choice/finish-reason-stop',
    also: ['params/stop-sequences'],
    ...ending(() => 'length'),
  },
  'finish-reason-always-tool-calls': {
    says: 'Every completion ends with tool_calls.',
    breaks: 'choice/finish-reason-stop',
    also: [
      'params/length-cut-reported',
      'params/stop-sequences',
      'structured/truncation-flagged',
      'tool/finish-reason-function-call',
      'tool/finish-reason-needs-calls',
    ],
    ...ending(() => 'tool_calls'),
  },
} satisfies Record<string, Fault>
