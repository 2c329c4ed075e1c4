/** Fields in which servers send reasoning. None of them is in the published contract. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../src/model/index.ts'
import { list, objects, string } from '../../../rules/_helpers.ts'
import { calls, choices, reasoningTokens, usage } from './_chat.ts'
import { serialize } from './_replies.ts'

export const REASONING = ['reasoning_content', 'reasoning', 'thinking'] as const

/** How chat templates mark reasoning. */
export const THINK_TAGS = [
  ['<think>', '</think>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<seed:think>', '</seed:think>'],
  ['<|START_THINKING|>', '<|END_THINKING|>'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
] as const

/** The reasoning of a message or a delta; an empty string if there is none. */
export function reasoning(message: Wire): string {
  const text = REASONING.map((key) => string(message[key]) ?? '').find((value) => value !== '')
  return text ?? objects(message.reasoning_details).map(textOfDetail).join('')
}

/** OpenRouter's form: parts of reasoning, of which encrypted ones have no text. */
function textOfDetail({ text, summary }: Wire): string {
  return string(text) ?? string(summary) ?? ''
}

/** Two texts that are equal for this many characters are the same text, and not two texts that begin alike. */
export const ENOUGH = 24

/** The content begins with the reasoning, as far as a copy of it can be told from a short answer. */
export function beginsWithReasoning(content: string, thought: string): boolean {
  const text = thought.trim()
  return text.length >= ENOUGH && content.trimStart().startsWith(text)
}

/** The content without reasoning that a server leaves at its start, in tags or as a copy of its own field. */
export function answerIn(message: Wire): string {
  const content = string(message.content) ?? ''
  const start = content.trimStart()
  for (const [opening, closing] of THINK_TAGS) {
    const end = content.indexOf(closing)
    if (end >= 0) return content.slice(end + closing.length)
    if (start.startsWith(opening)) return ''
  }
  const thought = reasoning(message)
  return beginsWithReasoning(content, thought) ? start.slice(thought.trim().length) : content
}

/** How much of a reply with one choice is visible, and how many tokens it has. */
export interface Amounts {
  readonly reasoning: string
  readonly content: string
  /** UTF-8 bytes of the content, the reasoning and the tool calls. No token is shorter than a byte. */
  readonly bytes: number
  readonly calls: number
  readonly tokens: number
  /** undefined if they are not counted. */
  readonly reasoningTokens: number | undefined
}

/** undefined for a reply of which the counts say nothing about its texts: several choices, audio, predicted text. */
export function measure(seen: JsonSeen | StreamSeen, ask: Wire): Amounts | undefined {
  const { result } = seen
  const counts = usage(seen)
  const [only, second] = choices(result)
  const tokens = counts?.completion_tokens
  if (!only || second || typeof tokens !== 'number' || ask.prediction || list(ask.modalities).includes('audio'))
    return undefined
  const { message } = only
  const content = string(message.content) ?? ''
  const called = calls(result).map(({ call }) => serialize(call.function ?? call.custom ?? ''))
  const own = message.function_call ? [serialize(message.function_call)] : []
  const texts = [content, string(message.refusal) ?? '', reasoning(message), ...called, ...own]
  const details = counts?.completion_tokens_details
  return {
    reasoning: reasoning(message),
    content,
    bytes: texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
    calls: called.length + own.length,
    tokens,
    reasoningTokens: details ? reasoningTokens(counts) : undefined,
  }
}

/** Whether a message has anything besides reasoning. */
export function hasOutput({ content, tool_calls, refusal, audio, function_call }: Wire): boolean {
  // The schemas cover absent content.
  if (content === undefined) return true
  return [content, refusal, tool_calls, audio, function_call].some(isNonEmpty)
}

function isNonEmpty(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
}
