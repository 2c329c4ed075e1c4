/** The faults that are not reported as one defect of the rule meant for them: what is reported, and why that is right or cannot be told apart. */

interface Other {
  readonly because: string
  /** The rules of the defects, in their order. */
  readonly defects: readonly string[]
}

const INTERNAL = 'a valid request is answered with status 500, which is the defect: what was sent is in its example'
const ONE_FORM =
  'the status is wrong for one kind of invalid request only, which the rule about the status says as well'
const OPTIONAL = 'requests that may lawfully be refused get status 500 too, which is told apart from invalid ones'
const REFUSED =
  'valid requests of cases about something else are refused: nothing in them says that it is for the same reason'
const TOKENS = 'token counts are all that shows whether messages were read, and here they are wrong'

export const OTHER_DEFECTS: ReadonlyMap<string, Other> = new Map(
  Object.entries<Other>({
    'absent-content-fails': { because: INTERNAL, defects: ['http/server-error'] },
    'large-body-fails': { because: INTERNAL, defects: ['http/server-error'] },
    'logprobs-need-top-or-fail': { because: INTERNAL, defects: ['http/server-error'] },
    'long-history-fails': { because: INTERNAL, defects: ['http/server-error'] },
    'null-format-of-stop-crashes': { because: INTERNAL, defects: ['http/server-error'] },
    'text-parts-of-tools-fail': { because: INTERNAL, defects: ['http/server-error'] },
    'tool-parameters-demanded': { because: INTERNAL, defects: ['http/server-error'] },
    'tool-references-fail': { because: INTERNAL, defects: ['http/server-error'] },
    'list-as-body-fails': { because: ONE_FORM, defects: ['error/client-fault-is-4xx'] },
    'no-messages-fail': { because: ONE_FORM, defects: ['error/client-fault-is-4xx'] },
    'errors-with-status-500': { because: OPTIONAL, defects: ['error/client-fault-is-4xx', 'http/server-error'] },
    'wrong-types-are-500': { because: OPTIONAL, defects: ['error/client-fault-is-4xx', 'http/server-error'] },
    'text-parts-refused': { because: REFUSED, defects: ['case/status', 'multimodal/text-parts-equal-string'] },
    'text-strings-refused': { because: REFUSED, defects: ['case/status', 'multimodal/text-parts-equal-string'] },
    'prompt-tokens-of-the-end': {
      because: TOKENS,
      defects: ['conversation/history-used', 'conversation/system-honoured'],
    },
    'blank-first-chunk': {
      because: 'the first chunk is of another kind, and its id only one of the fields that differ',
      defects: ['chunk/object-const'],
    },
    'call-other-name-in-stream': {
      because: 'the name of the call is not one of the declared tools, which more replies show than the comparison',
      defects: ['tool/declared-name'],
    },
    'empty-tool-calls-not-taken-back': {
      because: 'the message that is refused has an empty array of calls, which it should not have',
      defects: ['message/tool-calls-not-empty'],
    },
    'finish-reason-key-missing': {
      because: 'the field is missing in every chunk, not only in the last',
      defects: ['chunk/choice-required-fields'],
    },
    'null-content-refused': {
      because: 'the message of the server has null as its content, and it refuses it',
      defects: ['conversation/own-message-accepted'],
    },
    'stop-reported-as-length': {
      because: 'the finish_reason is wrong in more replies than those with stop strings',
      defects: ['choice/finish-reason-stop'],
    },
    'key-repeated': {
      because: 'a key of the user is not known to the rules, so that it is a key of somebody in more replies',
      defects: ['error/no-internals'],
    },
    'stop-string-leaks': {
      because: 'the rule about stop strings says more than the comparison',
      defects: ['params/stop-prefix-held-back'],
    },
    'stream-drops-spaces': {
      because: 'the tokens that differ from the text show it in more replies than the comparison',
      defects: ['logprobs/stream-consistent'],
    },
    'stream-second-choice-always-stops': {
      because: 'the rule about the token limit says more than the comparison',
      defects: ['params/length-cut-reported'],
    },
    'stream-finish-always-stop': {
      because: 'the rule about the token limit says more than the comparison',
      defects: ['params/length-cut-reported'],
    },
    'stream-without-logprobs': {
      because: 'the logprobs that are missing say more than the comparison',
      defects: ['logprobs/present'],
    },
    'usage-taken-back': {
      because: 'the usage chunk has null in place of the usage: both rules are about that',
      defects: ['stream/usage-chunk'],
    },
    'usage-then-null': {
      because: 'the usage chunk has null in place of the usage: both rules are about that',
      defects: ['stream/usage-chunk'],
    },
  }),
)
