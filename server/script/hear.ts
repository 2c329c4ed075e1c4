/** How the scripted model reads a conversation: the texts, the images and files, and the tool results. */
import { object, objects, string, textOf } from '../loose.ts'
import type { Body } from '../twist.ts'
import { type Medium, recogniseAll } from './see.ts'

/** A tool result, with the subject of its call. */
export interface Result {
  readonly about: string
  readonly text: string
}

export interface Conversation {
  /** The last user message; the last message if there is no user message. */
  readonly question: string
  /** System and developer messages. */
  readonly instructions: string
  /** All texts in order, also those of files. */
  readonly statements: string
  /** The texts of all messages, also those of the assistant. */
  readonly texts: string
  /** Images, audio and files of the last message with any. */
  readonly media: readonly Medium[]
  /** Tool results that no assistant message follows. */
  readonly results: readonly Result[]
}

/** Reads the messages of a request. */
export function hear(body: Body): Conversation {
  const messages = objects(body.messages)
  const by = (...roles: string[]) => messages.filter(({ role }) => roles.includes(String(role)))
  const orders = by('system', 'developer')
  const asked = by('user').at(-1) ?? messages.at(-1)
  const views = messages.map(({ content }) => recogniseAll(content)).filter((view) => view.length)
  const read = views.flat().flatMap(({ text }) => text ?? [])
  return {
    question: lines(asked?.content),
    instructions: orders.map(({ content }) => lines(content)).join('\n'),
    statements: [
      ...messages.filter(({ role }) => role !== 'assistant').map(({ content }) => lines(content)),
      ...read,
    ].join('\n'),
    texts: messages.map(({ content }) => lines(content)).join('\n'),
    media: views.at(-1) ?? [],
    results: newResults(messages),
  }
}

/** The text of a content, with each part on its own line. */
function lines(content: unknown): string {
  return (
    string(content) ??
    objects(content)
      .flatMap((part) => string(part.text) ?? [])
      .join('\n')
  )
}

/** The tool messages at the end, in the order of the calls that they answer. */
function newResults(messages: readonly Body[]): Result[] {
  const isResult = ({ role }: Body) => role === 'tool' || role === 'function'
  const after = messages.findLastIndex((message) => !isResult(message)) + 1
  const results = messages.slice(after)
  const speaker = messages[after - 1] ?? {}
  const calls = objects(speaker.tool_calls)
  const legacy = object(speaker.function_call)
  if (!calls.length) return results.map(({ content }) => ({ about: subject(legacy?.arguments), text: textOf(content) }))
  return calls.flatMap((call) => {
    const answer = results.find(({ tool_call_id }) => tool_call_id === call.id)
    return answer ? [{ about: subject(object(call.function)?.arguments), text: textOf(answer.content) }] : []
  })
}

/** The subject of a call: the first string in its arguments. */
function subject(args: unknown): string {
  try {
    const values = Object.values(object(JSON.parse(string(args) ?? '')) ?? {})
    return string(values.find((value) => typeof value === 'string')) ?? ''
  } catch {
    return ''
  }
}
