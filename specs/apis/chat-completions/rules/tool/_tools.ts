/** What a request says about tools, and the parts of a reply that answer it. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { list, object, ranToItsEnd, string } from '../../../../rules/_helpers.ts'
import type { CallSeen, ChoiceSeen } from '../_chat.ts'

/** A tool as the request declares it. */
export interface Declared {
  readonly kind: 'function' | 'custom'
  /** The `function` or `custom` member. */
  readonly spec: Wire
}

/** What `tool_choice` demands. A value of no published form demands nothing that could be checked. */
export type ToolChoice =
  | { readonly mode: 'none' | 'auto' | 'required' | 'other' }
  | { readonly mode: 'named'; readonly name: string }
  | { readonly mode: 'allowed'; readonly names: readonly string[]; readonly required: boolean }

/** The declared tools by name. */
export function declared(ask: Wire): ReadonlyMap<string, Declared> {
  const tools = new Map<string, Declared>()
  for (const tool of list(ask.tools).map(object)) {
    const kind = tool?.type === 'custom' ? 'custom' : 'function'
    const spec = object(tool?.[kind])
    const name = string(spec?.name)
    if (spec && name !== undefined) tools.set(name, { kind, spec })
  }
  return tools
}

/** Names of the functions declared in the old way, with `functions`. */
export function oldFunctions(ask: Wire): readonly string[] {
  return list(ask.functions).flatMap((fn) => string(object(fn)?.name) ?? [])
}

/** `tool_choice` with its default: auto with tools, none without. */
export function toolChoice(ask: Wire): ToolChoice {
  const choice = ask.tool_choice ?? (list(ask.tools).length ? 'auto' : 'none')
  if (choice === 'none' || choice === 'auto' || choice === 'required') return { mode: choice }
  const by = object(choice)
  const allowed = object(by?.allowed_tools)
  if (by?.type === 'allowed_tools' && allowed)
    return { mode: 'allowed', names: list(allowed.tools).flatMap(nameIn), required: allowed.mode === 'required' }
  const [name] = by ? nameIn(by) : []
  return name === undefined ? { mode: 'other' } : { mode: 'named', name }
}

function nameIn(value: unknown): string[] {
  const tool = object(value)
  const name = string(object(tool?.type === 'custom' ? tool.custom : tool?.function)?.name)
  return name === undefined ? [] : [name]
}

/** Name of the tool that a call names, function or custom; undefined where there is no string. */
export function calledName({ call, fn }: CallSeen): string | undefined {
  return string(call.type === 'custom' ? object(call.custom)?.name : fn.name)
}

/** The declaration of the function that a call names. */
export function declarationOf(tools: ReadonlyMap<string, Declared>, { fn }: CallSeen): Declared | undefined {
  return tools.get(string(fn.name) ?? '')
}

/** Pointer to the name of the tool that a call names. */
export function nameAt({ at, call }: CallSeen): string {
  return `${at}/${call.type === 'custom' ? 'custom' : 'function'}/name`
}

/** The arguments as text. In a stream a call whose arguments never came has empty ones. */
export function argumentsOf(seen: JsonSeen | StreamSeen, { fn }: CallSeen): string | undefined {
  return string(fn.arguments ?? (seen.kind === 'stream' ? '' : undefined))
}

/** The message certainly has no tool call. Something that is no array is left to the schemas. */
export function hasNoCalls({ message }: ChoiceSeen): boolean {
  const { tool_calls: calls } = message
  return calls === undefined || calls === null || (Array.isArray(calls) && calls.length === 0)
}

/** The answer was cut or refused before it could do what was asked of it. */
export function isCutShort({ choice, message }: ChoiceSeen): boolean {
  const { finish_reason: reason } = choice
  return reason === 'length' || reason === 'content_filter' || Boolean(message.refusal)
}

/** The reply is all there: something that it does not have is missing. */
export function isWhole(seen: JsonSeen | StreamSeen): boolean {
  return seen.kind === 'json' || ranToItsEnd(seen)
}
