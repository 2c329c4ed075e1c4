/** Splits a stream of the reference server into steps, from which a dialect builds its own chunks. */
import type { Loose } from '../twist.ts'

/** The part of one choice in one chunk. */
export interface Step {
  readonly index: number
  readonly kind: 'role' | 'reasoning' | 'text' | 'call' | 'other' | 'end'
  readonly delta: Loose
  readonly logprobs: Loose
  readonly finish: string | null
}

export interface Stream {
  /** The fields that all chunks have in common. */
  readonly head: { id: string; object: string; created: number; model: unknown }
  readonly steps: readonly Step[]
  /** undefined if it was not requested. */
  readonly usage: Loose
}

/** Splits the chunks of a stream into steps. */
export function splitStream(chunks: readonly Loose[]): Stream {
  const { id, object, created, model } = chunks[0] ?? {}
  const choices = chunks.flatMap((chunk) => chunk.choices ?? [])
  return {
    head: { id, object, created, model },
    steps: choices.map(({ index, delta, logprobs, finish_reason: finish }: Loose) => {
      return { index, delta, logprobs, finish, kind: kindOf(delta, finish) }
    }),
    usage: chunks.find((chunk) => chunk.usage)?.usage,
  }
}

function kindOf(delta: Loose, finish: string | null): Step['kind'] {
  if (finish !== null) return 'end'
  if ('role' in delta) return 'role'
  if ('reasoning_content' in delta) return 'reasoning'
  if ('tool_calls' in delta) return 'call'
  return 'content' in delta ? 'text' : 'other'
}

/** The steps without those that only have the role. */
export function withoutRole(steps: readonly Step[]): Step[] {
  return steps.filter(({ kind }) => kind !== 'role')
}

/** Joins the last text of a choice without calls with its finish_reason. */
export function endWithText(steps: readonly Step[]): Step[] {
  const plain = (index: number) =>
    steps.every((step) => step.index !== index || ['role', 'text', 'end'].includes(step.kind))
  const last = (index: number) => steps.findLast((step) => step.index === index && step.kind === 'text')
  return steps.flatMap((step) => {
    const text = plain(step.index) ? last(step.index) : undefined
    if (text && step === text) return []
    return text && step.kind === 'end' ? [{ ...step, delta: text.delta, logprobs: text.logprobs }] : [step]
  })
}

/** Joins all fragments of a call in one step. */
export function joinCalls(steps: readonly Step[]): Step[] {
  const heads = new Map<string, Loose>()
  return steps.flatMap((step) => {
    const [part] = step.kind === 'call' ? step.delta.tool_calls : []
    if (!part) return [step]
    const key = `${step.index} ${part.index}`
    const head = heads.get(key)
    if (head) {
      head.function.arguments += part.function?.arguments ?? ''
      return []
    }
    const call = structuredClone(part)
    heads.set(key, call)
    return [{ ...step, delta: { tool_calls: [call] } }]
  })
}

/** The first step of each choice; undefined for a choice without steps. */
export function isFirst(step: Step, steps: readonly Step[]): boolean {
  return steps.find(({ index }) => index === step.index) === step
}
