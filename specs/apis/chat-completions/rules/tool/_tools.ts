/** Reads the tools of a request, and the tool calls of a reply. */
import type { Finding, JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, list, object, objects, string } from '../../../../rules/_helpers.ts'
import { type CallSeen, type ChoiceSeen, calls, choices } from '../_chat.ts'

/** A tool as the request declares it. */
export interface DeclaredTool {
  readonly kind: 'function' | 'custom'
  /** The field `function` or `custom`. */
  readonly spec: Wire
}

/** What `tool_choice` demands. `other` is a value without a published form, for which nothing can be checked. */
export type ToolChoice =
  | { readonly mode: 'none' | 'auto' | 'required' | 'other' }
  | { readonly mode: 'named'; readonly name: string }
  | { readonly mode: 'allowed'; readonly names: readonly string[]; readonly required: boolean }

/** The declared tools by name. */
export function declaredTools(ask: Wire): ReadonlyMap<string, DeclaredTool> {
  const tools = new Map<string, DeclaredTool>()
  for (const tool of objects(ask.tools)) {
    const kind = tool.type === 'custom' ? 'custom' : 'function'
    const spec = object(tool[kind])
    const name = string(spec?.name)
    if (spec && name !== undefined) tools.set(name, { kind, spec })
  }
  return tools
}

/** The function that the deprecated `function_call` requires, if `functions` declares it. */
export function requiredFunction(ask: Wire): string | undefined {
  const required = string(object(ask.function_call)?.name)
  return objects(ask.functions).some(({ name }) => name === required) ? required : undefined
}

/** `tool_choice` with its default: auto with tools, none without. */
export function toolChoice(ask: Wire): ToolChoice {
  const choice = ask.tool_choice ?? (list(ask.tools).length ? 'auto' : 'none')
  if (choice === 'none' || choice === 'auto' || choice === 'required') return { mode: choice }
  const form = object(choice)
  const allowed = object(form?.allowed_tools)
  if (form?.type === 'allowed_tools' && allowed)
    return { mode: 'allowed', names: list(allowed.tools).flatMap(nameIn), required: allowed.mode === 'required' }
  const [name] = form ? nameIn(form) : []
  return name === undefined ? { mode: 'other' } : { mode: 'named', name }
}

function nameIn(value: unknown): string[] {
  const tool = object(value)
  const name = string(object(tool?.type === 'custom' ? tool.custom : tool?.function)?.name)
  return name === undefined ? [] : [name]
}

/** Name of the called tool, function or custom; undefined if it is not a string. */
export function calledName({ call, fn }: CallSeen): string | undefined {
  return string(call.type === 'custom' ? object(call.custom)?.name : fn.name)
}

/** Pointer to the name of the called tool. */
export function nameAt({ at, call }: CallSeen): string {
  return `${at}/${call.type === 'custom' ? 'custom' : 'function'}/name`
}

/** The arguments as a string; in a stream an empty string if none were sent. */
export function argumentsOf(seen: JsonSeen | StreamSeen, { fn }: CallSeen): string | undefined {
  return string(fn.arguments ?? (seen.kind === 'stream' ? '' : undefined))
}

/** A call with what the request and its arguments say. */
export interface DeclaredCall extends CallSeen {
  /** The declaration of the called function. */
  readonly tool: DeclaredTool | undefined
  readonly text: string | undefined
}

/** The calls of the answers that were not cut or refused. */
export function selectCompleteCalls(seen: JsonSeen | StreamSeen): readonly DeclaredCall[] {
  const tools = declaredTools(asked(seen))
  return calls(seen.result)
    .filter(({ choice }) => !isCutShort(choice))
    .map((call) => ({ ...call, tool: tools.get(string(call.fn.name) ?? ''), text: argumentsOf(seen, call) }))
}

/** A finding for each answer without a call, unless it was cut or refused. */
export function* requireCalls(completion: Wire, message: string): Iterable<Finding> {
  for (const choice of choices(completion))
    if (hasNoCalls(choice) && !isCutShort(choice))
      yield { at: `${choice.at}/message/tool_calls`, message, got: choice.message.tool_calls }
}

/**
 * A finding for each answer with a call that the request rules out.
 * @param tools why there may be no tool call; false if there may be
 * @param functions why there may be no call in the deprecated form; false if there may be
 */
export function* forbidCalls(completion: Wire, tools: string | false, functions: string | false): Iterable<Finding> {
  for (const { at, message } of choices(completion)) {
    const { tool_calls: toolCalls, function_call: functionCall } = message
    if (tools && list(toolCalls).length)
      yield { at: `${at}/message/tool_calls`, message: `has a call, although ${tools}`, got: toolCalls }
    if (functions && object(functionCall))
      yield { at: `${at}/message/function_call`, message: `is a call, although ${functions}`, got: functionCall }
  }
}

/** The message certainly has no tool call. The schemas report a value that is not an array. */
export function hasNoCalls({ message }: ChoiceSeen): boolean {
  const { tool_calls: toolCalls } = message
  return toolCalls === undefined || toolCalls === null || (Array.isArray(toolCalls) && toolCalls.length === 0)
}

/** The answer was cut or refused before it could do what the request demands. */
export function isCutShort({ choice, message }: ChoiceSeen): boolean {
  const { finish_reason: reason } = choice
  return reason === 'length' || reason === 'content_filter' || Boolean(message.refusal)
}

/** The arguments are blank or null, where an object is expected. */
export function isEmpty(text: string): boolean {
  return text.trim() === '' || text.trim() === 'null'
}

/** The function is declared, and requires no argument. */
export function needsNoArguments(tool: DeclaredTool | undefined): boolean {
  return tool?.kind === 'function' && list(object(tool.spec.parameters)?.required).length === 0
}
