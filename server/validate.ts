/** Checks a request against the published contract. */

import { object as asObject } from './loose.ts'
import { knownModel } from './models.ts'
import { refuse, refuseWith } from './refuse.ts'
import type { Body, Refusal } from './twist.ts'
import { first, object, string } from './validate/check.ts'
import { checkAnswers, messages } from './validate/messages.ts'
import { parameters } from './validate/params.ts'
import { checkChoice, toolMembers } from './validate/tools.ts'

const required = { model: string({ min: 1 }), messages }
const optional = { ...parameters, ...toolMembers }
const shape = object(required, optional)
const known = new Set([...Object.keys(required), ...Object.keys(optional)])

/** Whether the contract has a parameter with this name. */
export function knownMember(name: string): boolean {
  return known.has(name)
}

/** The refusal of a request, or undefined if it is valid: first the shape, then the conditions between parameters. */
export function validate(body: Body): Refusal | undefined {
  return (
    shape(body, '') ??
    checkUnknown(body) ??
    checkModel(body) ??
    checkPairs(body) ??
    checkChoice(body) ??
    checkAnswers(body.messages)
  )
}

function checkUnknown(body: Body): Refusal | undefined {
  return first(Object.keys(body), (name) =>
    knownMember(name) ? undefined : refuse(name, 'unknown_parameter', `Unknown parameter: '${name}'.`),
  )
}

function checkModel({ model }: Body): Refusal | undefined {
  return knownModel(String(model)) ? undefined : unknownModel(String(model))
}

/** The refusal for an unknown model. */
export function unknownModel(model: string): Refusal {
  return refuseWith(404, 'model_not_found', `The model '${model}' is not served here.`, 'model')
}

const isGiven = (value: unknown) => value !== undefined && value !== null

/** Parameters that require another parameter. */
function checkPairs(body: Body): Refusal | undefined {
  if (isGiven(body.stream_options) && body.stream !== true)
    return refuse('stream_options', null, "'stream_options' is only allowed when 'stream' is true.")
  if (isGiven(body.top_logprobs) && body.logprobs !== true)
    return refuse('top_logprobs', null, "'top_logprobs' is only allowed when 'logprobs' is true.")
  const hasAudio = Array.isArray(body.modalities) && body.modalities.includes('audio')
  if (hasAudio && !isGiven(body.audio))
    return refuse('audio', 'missing_required_parameter', "'audio' is required when 'modalities' has 'audio'.")
  if (!hasAudio && isGiven(body.audio))
    return refuse('audio', 'invalid_value', "'audio' is only allowed when 'modalities' has 'audio'.")
  return hasAudio ? checkFormat(body) : undefined
}

/** This server supports two of the published audio formats, and one in streams. */
function checkFormat({ audio, stream }: Body): Refusal | undefined {
  const format = asObject(audio)?.format
  const supported = stream === true ? ['pcm16'] : ['wav', 'pcm16']
  if (supported.includes(String(format))) return undefined
  return refuse('audio.format', 'unsupported_value', `'audio.format' must be ${supported.join(' or ')} here.`)
}
