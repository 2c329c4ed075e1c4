/** What a request says about tool calls: which tools may be called, whether a call is required, and its finish_reason. */
import { list, object, objects, string } from './loose.ts'
import type { Body } from './twist.ts'

/** A tool or legacy function that may be called. */
export interface Callable {
  kind: 'function' | 'custom'
  name: string
  parameters: unknown
  strict: boolean
}

export interface Policy {
  callable: readonly Callable[]
  /** A call is required. */
  must: boolean
  /** The maximum of calls. */
  most: number
  /** The finish_reason of a reply with calls. */
  finish: 'tool_calls' | 'function_call' | 'stop'
  /** The deprecated `functions`: the reply has `function_call`, not `tool_calls`. */
  legacy: boolean
}

function callableOf(tool: Body): Callable | undefined {
  const kind = tool.type === 'custom' ? 'custom' : 'function'
  const spec = object(tool[kind])
  const name = string(spec?.name)
  return spec && name !== undefined
    ? { kind, name, parameters: spec.parameters, strict: spec.strict === true }
    : undefined
}

/** Every tool of the request; its legacy functions if it has no tools. */
function toolsOf(body: Body): readonly Callable[] {
  const tools = list(body.tools).length
    ? objects(body.tools)
    : objects(body.functions).map((fn) => ({ type: 'function', function: fn }))
  return tools.flatMap((tool) => callableOf(tool) ?? [])
}

function findNamed(callable: readonly Callable[], choices: readonly Body[]): readonly Callable[] {
  return callable.filter(({ kind, name }) =>
    choices.some((choice) => choice.type === kind && object(choice[kind])?.name === name),
  )
}

/** Reads `tools`, `tool_choice` and `parallel_tool_calls`, or the deprecated parameters before them. */
export function policyOf(body: Body): Policy {
  if (!list(body.tools).length && list(body.functions).length) return legacyPolicy(body)
  const all = toolsOf(body)
  const maxCalls = body.parallel_tool_calls === false ? 1 : Infinity
  const open: Policy = { callable: all, must: false, most: maxCalls, finish: 'tool_calls', legacy: false }
  const choice = object(body.tool_choice)
  if (body.tool_choice === 'none') return { ...open, callable: [] }
  if (!choice) return { ...open, must: body.tool_choice === 'required' && all.length > 0 }
  const allowed = object(choice.allowed_tools)
  if (allowed) {
    const callable = findNamed(all, objects(allowed.tools))
    return { ...open, callable, must: allowed.mode === 'required' && callable.length > 0 }
  }
  // OpenAI sends stop for a call that tool_choice names.
  const callable = findNamed(all, [choice])
  return { ...open, callable, must: callable.length > 0, most: 1, finish: 'stop' }
}

function legacyPolicy(body: Body): Policy {
  const name = object(body.function_call)?.name
  const callable = toolsOf(body).filter((fn) => (name === undefined ? body.function_call !== 'none' : fn.name === name))
  return { callable, must: name !== undefined && callable.length > 0, most: 1, finish: 'function_call', legacy: true }
}
