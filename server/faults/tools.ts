/** Tool calls that are wrong in themselves or against the request. */
import type { Fault } from '../twist.ts'

export default {
  'calls-finish-with-stop': {
    says: 'A reply with tool calls ends with stop.',
    breaks: 'tool/finish-reason-tool-calls',
    answers: (answers) => {
      for (const answer of answers) if (answer.finish === 'tool_calls') answer.finish = 'stop'
    },
  },
  'tool-choice-required-ignored': {
    says: 'tool_choice required is read as auto.',
    breaks: 'tool/choice-required',
    request: (body) => {
      if (body.tool_choice === 'required') body.tool_choice = 'auto'
    },
  },
} satisfies Record<string, Fault>
