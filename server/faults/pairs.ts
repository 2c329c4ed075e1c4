/**
 * Faults of the other files that show only in combination with a feature: with tools, with a format, with an image, with
 * log probabilities, in a long conversation, in a later choice, streamed or not.
 */
import type { Fault } from '../twist.ts'
import { type Condition, onlyInLaterChoices, onlyWhen } from './_only.ts'
import choice from './choice.ts'
import conversation from './conversation.ts'
import logprobs from './logprobs.ts'
import message from './message.ts'
import params from './params.ts'
import stream from './stream.ts'
import streamUsage from './stream-usage.ts'
import structured from './structured.ts'
import toolChoice from './tool-choice.ts'
import usage from './usage.ts'

const known: Readonly<Record<string, Fault>> = {
  ...choice,
  ...conversation,
  ...logprobs,
  ...message,
  ...params,
  ...stream,
  ...streamUsage,
  ...structured,
  ...toolChoice,
  ...usage,
}

function faultNamed(id: string): Fault {
  const fault = known[id]
  if (!fault) throw new Error(`there is no fault ${id} to be combined`)
  return fault
}

/** The fault, once for each set of conditions. */
const inCombination = (id: string, ...sets: readonly (readonly Condition[])[]): [string, Fault][] =>
  sets.map((names) => [`${id}-with-${names.join('-')}`, onlyWhen(names, faultNamed(id))])

const MODES = ['streamed', 'plain'] as const

/** The fault with each feature, streamed and not. */
const inBothModes = (id: string, ...features: readonly Condition[]): [string, Fault][] =>
  inCombination(id, ...features.flatMap((feature) => MODES.map((mode) => [feature, mode])))

/** The fault in the choices after the first alone, streamed and not. */
const inLaterChoices = (id: string, ...modes: readonly (typeof MODES)[number][]): [string, Fault][] =>
  modes.map((mode) => {
    const fault = faultNamed(id)
    const says = `Only in the choices after the first, ${mode === 'plain' ? 'not streamed' : mode}: ${fault.says}`
    const limited = onlyInLaterChoices(onlyWhen([mode], fault))
    return [`${id}-in-later-choices-${mode}`, { ...limited, says, only: ['later choices', mode] }]
  })

const EVERY_FEATURE = ['tools', 'json-object', 'json-schema', 'n', 'image', 'logprobs', 'history'] as const
const TEXTS = ['tools', 'image', 'logprobs', 'history'] as const

/** The other MUST rules that report a consequence. */
const also: Readonly<Record<string, readonly string[]>> = {
  'finish-reason-always-length-with-n-plain': ['params/stop-sequences'],
}

const faults: readonly [string, Fault][] = [
  // What ends an answer.
  ...inBothModes('stop-ignored', ...EVERY_FEATURE),
  ...inBothModes('max-completion-tokens-ignored', ...EVERY_FEATURE),
  ...inBothModes('length-reported-as-stop', ...TEXTS, 'n'),
  ...inBothModes('cut-json-finishes-with-stop', 'json-object', 'json-schema'),
  ...inBothModes('text-before-stop-lost', 'tools', 'logprobs', 'history', 'image'),
  ...inBothModes('end-before-stop-lost', 'tools', 'n'),
  ...inBothModes('stop-reported-as-length', 'image', 'history'),
  ...inCombination('finish-reason-always-length', ['n', 'plain']),
  ...inLaterChoices('length-reported-as-stop', 'streamed', 'plain'),
  ...inLaterChoices('stop-string-kept', 'streamed', 'plain'),
  ...inLaterChoices('text-before-stop-lost', 'streamed', 'plain'),
  ...inLaterChoices('cut-json-finishes-with-stop', 'plain'),
  // What is counted.
  ...inCombination('usage-chunk-missing', ...EVERY_FEATURE.map((feature) => [feature, 'streamed'] as const)),
  ...inCombination('n-counts-one-choice', ['n', 'tools'], ['n', 'logprobs'], ['n', 'json-schema']),
  ...inCombination('prompt-tokens-streamed-otherwise', ['image', 'streamed'], ['tools', 'streamed']),
  // What a choice consists of.
  ...inCombination('n-ignored', ['n', 'tools', 'plain'], ['n', 'json-schema', 'plain'], ['n', 'logprobs', 'plain']),
  ...inBothModes('logprobs-ignored', 'tools', 'json-schema', 'n'),
  ...inLaterChoices('logprobs-null-without-top', 'streamed'),
  ...inCombination('finish-reason-missing', ['tools', 'streamed'], ['json-schema', 'streamed']),
  ...inLaterChoices('role-missing', 'streamed'),
  ...inLaterChoices('finish-chunk-lost', 'streamed'),
  ...inBothModes('text-in-ascii', 'tools', 'logprobs', 'history'),
  ...inLaterChoices('text-in-ascii', 'streamed', 'plain'),
  ...inLaterChoices('json-object-ignored', 'streamed', 'plain'),
  ...inLaterChoices('strict-schema-ignored', 'streamed', 'plain'),
  ...inBothModes('strict-schema-ignored', 'tools', 'logprobs', 'history', 'image'),
  ...inBothModes('json-object-ignored', 'tools', 'logprobs'),
  ...inBothModes('format-in-place-of-required-call', 'json-schema'),
  ...inCombination('tool-choice-required-ignored', ['logprobs', 'streamed'], ['n', 'streamed']),
]

export default Object.fromEntries(faults.map(([id, fault]) => [id, also[id] ? { ...fault, also: also[id] } : fault]))
