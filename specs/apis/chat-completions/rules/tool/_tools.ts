/** Reads the tools of a request, and the tool calls of a reply. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { list, object, string } from '../../../../rules/_helpers.ts'
import type { CallSeen, ChoiceSeen } from '../_chat.ts'

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
  for (const tool of list(ask.tools).map(object)) {
    const kind = tool?.type === 'custom' ? 'custom' : 'function'
    const spec = object(tool?.[kind])
    const name = string(spec?.name)
    if (spec && name !== undefined) tools.set(name, { kind, spec })
  }
  return tools
}

/** Names of the functions that the request declares with the deprecated field `functions`. */
export function legacyFunctions(ask: Wire): readonly string[] {
  return list(ask.functions).flatMap((fn) => string(object(fn)?.name) ?? [])
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

/** The declaration of the called function. */
export function declarationOf(tools: ReadonlyMap<string, DeclaredTool>, { fn }: CallSeen): DeclaredTool | undefined {
  return tools.get(string(fn.name) ?? '')
}

/** Pointer to the name of the called tool. */
export function nameAt({ at, call }: CallSeen): string {
  return `${at}/${call.type === 'custom' ? 'custom' : 'function'}/name`
}

/** The arguments as a string; in a stream an empty string if none were sent. */
export function argumentsOf(seen: JsonSeen | StreamSeen, { fn }: CallSeen): string | undefined {
  return string(fn.arguments ?? (seen.kind === 'stream' ? '' : undefined))
}

/** The message certainly has no tool call. The schemas report a value that is not an array. */
export function hasNoCalls({ message }: ChoiceSeen): boolean {
  const { tool_calls: calls } = message
  return calls === undefined || calls === null || (Array.isArray(calls) && calls.length === 0)
}

/** The answer was cut or refused before it could do what the request demands. */
export function isCutShort({ choice, message }: ChoiceSeen): boolean {
  const { finish_reason: reason } = choice
  return reason === 'length' || reason === 'content_filter' || Boolean(message.refusal)
}
