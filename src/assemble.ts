/** Adds the chunks of a stream up to the completion that they stand for, as a tolerant client would. */
import { asList, asObject } from './json.ts'
import type { Chunk, Wire } from './model.ts'

type Loose = Record<string, unknown>

interface ChoiceSoFar {
  readonly index: number
  readonly message: Loose
  readonly calls: Map<number, Loose>
  readonly logprobs: { content?: unknown[]; refusal?: unknown[] }
  finish: unknown
}

/** The completion that the chunks add up to; members that never came are absent. Broken parts are passed over. */
export function assemble(chunks: readonly Chunk[]): Wire {
  const choices = new Map<number, ChoiceSoFar>()
  const top: Loose = {}
  for (const { data } of chunks) {
    for (const [key, value] of Object.entries(data)) if (key !== 'choices' && isNews(top[key], value)) top[key] = value
    for (const [position, value] of asList(data.choices).entries()) {
      const choice = asObject(value)
      if (choice) addChoice(choices, choice, position)
    }
  }
  return {
    ...top,
    object: 'chat.completion',
    choices: [...choices.values()].sort((a, b) => a.index - b.index).map(finished),
  }
}

/** Identity stays what the first chunk said that had it; usage and the like are what came last. */
function isNews(before: unknown, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  return before === undefined || before === 0 || typeof value === 'object'
}

function addChoice(choices: Map<number, ChoiceSoFar>, choice: Wire, position: number): void {
  const index = typeof choice.index === 'number' ? choice.index : position
  const soFar: ChoiceSoFar = choices.get(index) ?? { index, message: {}, calls: new Map(), logprobs: {}, finish: null }
  choices.set(index, soFar)
  if (choice.finish_reason !== null && choice.finish_reason !== undefined) soFar.finish = choice.finish_reason
  const delta = asObject(choice.delta)
  if (delta) addDelta(soFar, delta)
  const logprobs = asObject(choice.logprobs)
  for (const key of ['content', 'refusal'] as const)
    if (Array.isArray(logprobs?.[key])) soFar.logprobs[key] = [...(soFar.logprobs[key] ?? []), ...logprobs[key]]
}

function addDelta({ message, calls }: ChoiceSoFar, delta: Wire): void {
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'tool_calls') for (const part of asList(value)) addFragment(calls, asObject(part))
    else if (key === 'function_call') message[key] = joined(asObject(message[key]) ?? {}, asObject(value) ?? {})
    else if (key === 'role') message[key] ??= value
    else if (typeof value === 'string') message[key] = (typeof message[key] === 'string' ? message[key] : '') + value
    else message[key] ??= value
  }
}

function addFragment(calls: Map<number, Loose>, fragment: Wire | undefined): void {
  if (!fragment) return
  const index = typeof fragment.index === 'number' ? fragment.index : guessIndex(calls, fragment)
  const call = calls.get(index) ?? {}
  calls.set(index, call)
  for (const [key, value] of Object.entries(fragment)) {
    if (key === 'index') continue
    if (key === 'function' || key === 'custom') call[key] = joined(asObject(call[key]) ?? {}, asObject(value) ?? {})
    else call[key] ??= value
  }
}

/** Without an index a new id begins a new call, and anything else belongs to the last one. */
function guessIndex(calls: Map<number, Loose>, fragment: Wire): number {
  const last = Math.max(-1, ...calls.keys())
  const begins = typeof fragment.id === 'string' && fragment.id !== '' && fragment.id !== calls.get(last)?.id
  return begins || last < 0 ? last + 1 : last
}

/** Arguments (and the input of a custom tool) grow; a name is said once. */
function joined(before: Loose, more: Wire): Loose {
  const after = { ...before }
  for (const [key, value] of Object.entries(more)) {
    const old = after[key]
    if (key === 'name') after[key] = old || value
    else if (typeof old === 'string' && typeof value === 'string') after[key] = old + value
    else after[key] = old ?? value
  }
  return after
}

function finished({ index, message, calls, logprobs, finish }: ChoiceSoFar): Loose {
  if (calls.size) message.tool_calls = [...calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call)
  message.content ??= null
  return {
    index,
    message,
    finish_reason: finish,
    logprobs: logprobs.content || logprobs.refusal ? { content: null, refusal: null, ...logprobs } : null,
  }
}
