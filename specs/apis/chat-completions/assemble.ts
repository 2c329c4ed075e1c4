/** Adds the chunks of a stream up to the completion that they stand for, as a tolerant client would. */
import type { Chunk, Wire } from '../../../src/model/index.ts'
import { list, object } from '../../rules/_helpers.ts'

type Loose = Record<string, unknown>

interface ChoiceSoFar {
  readonly index: number
  readonly message: Loose
  readonly calls: Map<number, Loose>
  /** Highest index of a call; -1 before the first. */
  lastCall: number
  readonly logprobs: { content?: unknown[]; refusal?: unknown[] }
  finish: unknown
}

/**
 * The completion that the chunks add up to; members that never came are absent. Broken parts are passed over.
 * @param cumulative every delta holds the whole text so far
 */
export function assemble(chunks: readonly Chunk[], cumulative = false): Wire {
  const choices = new Map<number, ChoiceSoFar>()
  const top = bare()
  for (const { data } of chunks) {
    for (const [key, value] of Object.entries(data)) if (key !== 'choices' && isNews(top[key], value)) top[key] = value
    for (const [position, value] of list(data.choices).entries()) {
      const choice = object(value)
      if (choice) addChoice(choices, choice, position, cumulative)
    }
  }
  return {
    ...top,
    object: 'chat.completion',
    choices: [...choices.values()].sort((a, b) => a.index - b.index).map(finished),
  }
}

/** An object in which a member named `__proto__` or `constructor` is a member like any other. */
function bare(): Loose {
  return Object.create(null) as Loose
}

/** The same as an ordinary object, also within. */
function plain(loose: Loose): Loose {
  const members = Object.entries(loose).map(([key, value]) => {
    const inner = object(value)
    return [key, inner && Object.getPrototypeOf(inner) === null ? plain(inner) : value] as const
  })
  return Object.fromEntries(members)
}

/** Identity stays what the first chunk said that had it; usage and the like are what came last. */
function isNews(before: unknown, value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  return before === undefined || before === 0 || typeof value === 'object'
}

function addChoice(choices: Map<number, ChoiceSoFar>, choice: Wire, position: number, cumulative: boolean): void {
  const index = typeof choice.index === 'number' ? choice.index : position
  const soFar = choices.get(index) ?? newChoice(index)
  choices.set(index, soFar)
  if (choice.finish_reason !== null && choice.finish_reason !== undefined) soFar.finish = choice.finish_reason
  const delta = object(choice.delta)
  // What was said before is in the new text.
  if (cumulative && typeof delta?.content === 'string') delete soFar.message.content
  if (delta) addDelta(soFar, delta)
  const logprobs = object(choice.logprobs)
  for (const key of ['content', 'refusal'] as const) {
    const more = logprobs?.[key]
    if (!Array.isArray(more)) continue
    soFar.logprobs[key] ??= []
    for (const token of more) soFar.logprobs[key].push(token)
  }
}

function newChoice(index: number): ChoiceSoFar {
  return { index, message: bare(), calls: new Map(), lastCall: -1, logprobs: {}, finish: null }
}

function addDelta(soFar: ChoiceSoFar, delta: Wire): void {
  const { message } = soFar
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'tool_calls') for (const part of list(value)) addFragment(soFar, object(part))
    else if (key === 'function_call' && object(value)) message[key] = joined(message[key], value)
    else if (key === 'role') message[key] ??= value
    else if (typeof value === 'string') message[key] = (typeof message[key] === 'string' ? message[key] : '') + value
    else if (key === 'reasoning_details' && Array.isArray(value)) message[key] = joinDetails(message[key], value)
    else message[key] ??= value
  }
}

/** Parts of reasoning with the same index and type are one part, whose text grows. */
function joinDetails(before: unknown, more: readonly unknown[]): Loose[] {
  const parts: Loose[] = list(before)
    .map(object)
    .filter((part) => part !== undefined)
  for (const value of more) {
    const piece = object(value)
    if (!piece) continue
    const last = parts.at(-1)
    if (last && last.index === piece.index && last.type === piece.type)
      parts[parts.length - 1] = joined(last, piece, KEPT)
    else parts.push({ ...piece })
  }
  return parts
}

/** Members of a part of reasoning that every piece repeats. */
const KEPT = ['type', 'format', 'id']

function addFragment(soFar: ChoiceSoFar, fragment: Wire | undefined): void {
  if (!fragment) return
  const index = typeof fragment.index === 'number' ? fragment.index : guessIndex(soFar, fragment)
  const call = soFar.calls.get(index) ?? bare()
  soFar.calls.set(index, call)
  soFar.lastCall = Math.max(soFar.lastCall, index)
  for (const [key, value] of Object.entries(fragment)) {
    if (key === 'index') continue
    if ((key === 'function' || key === 'custom') && object(value)) call[key] = joined(call[key], value)
    else call[key] ??= value
  }
}

/** Without an index a new id begins a new call, and anything else belongs to the last one. */
function guessIndex({ calls, lastCall }: ChoiceSoFar, { id }: Wire): number {
  const begins = typeof id === 'string' && id !== '' && id !== calls.get(lastCall)?.id
  return begins || lastCall < 0 ? lastCall + 1 : lastCall
}

/** Arguments (and the input of a custom tool) grow; a name is said once. */
function joined(before: unknown, more: unknown, kept: readonly string[] = ['name']): Loose {
  const all = (object(before) as Loose | undefined) ?? bare()
  for (const [key, value] of Object.entries(object(more) ?? {})) {
    const old = all[key]
    if (kept.includes(key)) all[key] = old || value
    else if (typeof old === 'string' && typeof value === 'string') all[key] = old + value
    else all[key] = old ?? value
  }
  return all
}

function finished({ index, message, calls, logprobs, finish }: ChoiceSoFar): Loose {
  if (calls.size) message.tool_calls = [...calls.entries()].sort(([a], [b]) => a - b).map(([, call]) => plain(call))
  message.content ??= null
  return {
    index,
    message: plain(message),
    finish_reason: finish,
    logprobs: logprobs.content || logprobs.refusal ? { content: null, refusal: null, ...logprobs } : null,
  }
}
