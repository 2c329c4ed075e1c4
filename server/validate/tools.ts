/** Checks of tools, functions and tool_choice. */
import { object as asObject, string as asString, list, objects } from '../loose.ts'
import { refuse, wrongType } from '../refuse.ts'
import type { Body, Refusal } from '../twist.ts'
import { anyObject, array, boolean, byTag, type Check, first, join, nullable, object, oneOf, string } from './check.ts'

const name = string({ fits: /^[a-zA-Z0-9_-]{1,64}$/ })
const fn = object({ name }, { description: string(), parameters: anyObject, strict: nullable(boolean) })

/** A function in `tools`. */
export const functionTool = object({ function: fn })

const format = byTag('type', {
  text: anyObject,
  grammar: object({ grammar: object({ definition: string(), syntax: oneOf('lark', 'regex') }) }),
})

const tool = byTag('type', {
  function: functionTool,
  custom: object({ custom: object({ name }, { description: string(), format }) }),
})

const named = {
  function: object({ function: object({ name: string() }) }),
  custom: object({ custom: object({ name: string() }) }),
}

const choice: Check = (value, at) => {
  if (typeof value === 'string') return oneOf('none', 'auto', 'required')(value, at)
  if (!asObject(value)) return wrongType(at, 'a string or an object', value)
  return byTag('type', {
    ...named,
    allowed_tools: object({
      allowed_tools: object({ mode: oneOf('auto', 'required'), tools: array(byTag('type', named), { min: 1 }) }),
    }),
  })(value, at)
}

const legacyChoice: Check = (value, at) =>
  typeof value === 'string' ? oneOf('none', 'auto')(value, at) : object({ name: string() })(value, at)

/** The parameters about tools. */
export const toolMembers = {
  tools: array(tool),
  tool_choice: choice,
  parallel_tool_calls: boolean,
  functions: array(fn, { min: 1, max: 128 }),
  function_call: legacyChoice,
}

/** `function:name` or `custom:name` of a tool or of a named choice. */
function identity(value: Body): string {
  const kind = asString(value.type) ?? ''
  return `${kind}:${asString(asObject(value[kind])?.name) ?? ''}`
}

/** tool_choice must name tools of the request. */
export function checkChoice(body: Body): Refusal | undefined {
  const declared = new Set(objects(body.tools).map(identity))
  const { tool_choice, function_call } = body
  if (tool_choice !== undefined && tool_choice !== 'none' && tool_choice !== 'auto') {
    if (!declared.size) return refuse('tool_choice', null, "'tool_choice' is only allowed when 'tools' are given.")
    const chosen = asObject(tool_choice)
    if (chosen) return checkNamed(chosen, declared)
  }
  const legacy = asString(asObject(function_call)?.name)
  if (function_call !== undefined && function_call !== 'none' && !list(body.functions).length)
    return refuse('function_call', null, "'function_call' is only allowed when 'functions' are given.")
  if (legacy !== undefined && !objects(body.functions).some((declaration) => declaration.name === legacy))
    return refuse(
      'function_call',
      'invalid_value',
      `'function_call' names '${legacy}', which is not among the functions.`,
    )
  return undefined
}

function checkNamed(chosen: Body, declared: ReadonlySet<string>): Refusal | undefined {
  const allowed = asObject(chosen.allowed_tools)
  const names: (readonly [string, Body])[] = allowed
    ? objects(allowed.tools).map((tool, i) => [`tool_choice.allowed_tools.tools[${i}]`, tool] as const)
    : [['tool_choice', chosen]]
  return first(names, ([at, tool]) =>
    declared.has(identity(tool))
      ? undefined
      : refuse(join(at, String(tool.type)), 'invalid_value', `'${at}' names a tool that is not in 'tools'.`),
  )
}
