/** Applies the limits of the request to the output of the model: one answer for each choice. */
import { randomId } from './ids.ts'
import { type Draw, instance, plain } from './instance.ts'
import { applyBias, cutAtStop, cutText, tokenLimit } from './limits.ts'
import { integer } from './loose.ts'
import { type Callable, type Policy, policyOf } from './policy.ts'
import { fits } from './schema.ts'
import { isStructured, toStructured } from './structured.ts'
import { countTokens, tokenise } from './tokens.ts'
import type { Answer, Body, Utterance } from './twist.ts'

/** A model: its output before limits, and how it chooses among the values of a schema. */
export interface Model {
  speak(body: Body, choice: number): Utterance
  lots(body: Body, choice: number): Draw
}

/** One answer for each of the n requested choices. */
export function sample(body: Body, model: Model): Answer[] {
  const n = Math.min(Math.max(integer(body.n) ?? 1, 1), 128)
  return Array.from({ length: n }, (_, choice) => sampleChoice(body, choice, model))
}

function sampleChoice(body: Body, choice: number, model: Model): Answer {
  const policy = policyOf(body)
  const draw = model.lots(body, choice)
  const utterance = model.speak(policy.callable.length ? body : withoutTools(body), choice)
  const calls = choose(utterance.calls, policy, draw)
  const spoken = calls.length && !utterance.calls.length ? null : utterance.text
  const text = calls.length ? spoken : shape(spoken || 'All right.', body, draw)
  const full: Answer = {
    text,
    calls,
    finish: calls.length ? policy.finish : 'stop',
    tokens: text ? tokenise(text) : [],
  }
  return cut(utterance.reasoning ? { ...full, reasoning: utterance.reasoning } : full, body)
}

/** The body without tools, for a model that must not call any. */
function withoutTools(body: Body): Body {
  const { tools, tool_choice, parallel_tool_calls, functions, function_call, ...rest } = body
  return rest
}

/** A lone surrogate cannot be encoded in UTF-8. */
const loneSurrogates = /\p{Surrogate}/gu

function shape(text: string, body: Body, draw: Draw): string {
  const clean = text.replace(loneSurrogates, '')
  return isStructured(body) ? toStructured(clean, body, draw) : clean
}

/** The calls that the policy allows; an invented call if one is required and there is none. */
function choose(wanted: Utterance['calls'], policy: Policy, draw: Draw): Answer['calls'] {
  const allowed = wanted.flatMap((call) => {
    const tool = policy.callable.find(({ name }) => name === call.name)
    return tool ? [fitArguments(call, tool, draw)] : []
  })
  const tool = policy.callable[draw(policy.callable.length)]
  const calls = allowed.length || !policy.must || !tool ? allowed : [invent(tool, draw)]
  return calls.slice(0, policy.most).map((call) => ({ id: `call_${randomId(24)}`, ...call }))
}

function fitArguments(call: Utterance['calls'][number], tool: Callable, draw: Draw): Utterance['calls'][number] {
  if (!tool.strict || tool.kind === 'custom') return call
  try {
    return fits(JSON.parse(call.arguments), tool.parameters) ? call : invent(tool, draw)
  } catch {
    return invent(tool, draw)
  }
}

function invent(tool: Callable, draw: Draw): Utterance['calls'][number] {
  if (tool.kind === 'custom') return { name: tool.name, arguments: 'some input' }
  const value = tool.parameters === undefined ? {} : instance({ type: 'object', ...(tool.parameters as object) }, draw)
  return { name: tool.name, arguments: JSON.stringify(value) }
}

/** Applies bias, stop strings and the token limit, in the order of a decoder. */
function cut(full: Answer, body: Body): Answer {
  const { reasoning = '' } = full
  const budget = tokenLimit(body) - countTokens(reasoning)
  if (reasoning && budget <= 0)
    return { text: '', tokens: [], calls: [], reasoning: cutText(reasoning, tokenLimit(body)), finish: 'length' }
  const steered = isStructured(body) ? full.tokens : applyBias(full.tokens, body)
  const within = steered.slice(0, Math.max(0, budget))
  const stopped = cutAtStop(within, body)
  const tokens = stopped?.tokens ?? within
  const text = full.text === null ? null : tokens.join('')
  if (stopped) return { ...full, text, tokens, calls: [], finish: 'stop', stop: stopped.stop }
  if (within.length < steered.length) return { ...full, text, tokens, calls: [], finish: 'length' }
  return { ...full, text, tokens, ...cutCalls(full, budget - tokens.length) }
}

/** Keeps the calls that fit into the budget; the last call may lose the end of its arguments. */
function cutCalls(full: Answer, budget: number): Pick<Answer, 'calls' | 'finish'> {
  const calls: Answer['calls'] = []
  let left = budget
  for (const call of full.calls) {
    const room = left - countTokens(call.name)
    const cost = countTokens(call.arguments)
    if (room < 0 && calls.length) return { calls, finish: 'length' }
    calls.push(cost > room ? { ...call, arguments: cutText(call.arguments, room) } : call)
    if (cost > room) return { calls, finish: 'length' }
    left = room - cost
  }
  return { calls, finish: full.finish }
}

/** A model with a script: the same request gets the same answer, and schemas get their simplest value. */
export function scripted(script: (body: Body, choice: number) => Utterance): Model {
  return { speak: script, lots: () => plain }
}
