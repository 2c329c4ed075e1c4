/** The texts of the scripted model. */
import { recall } from './facts.ts'
import type { Conversation, Result } from './hear.ts'

const small = [
  'Hello! How can I help you today?',
  'Good day! What would you like to know?',
  'Hi there! Ask me anything.',
]

/** The answer to a conversation. */
export function answer(conversation: Conversation, choice: number, draw: number): string {
  const { question } = conversation
  return (
    answerInstruction(conversation.instructions) ??
    answerExactly(question) ??
    answerCount(question) ??
    answerAboutMedia(conversation) ??
    answerFromHistory(conversation) ??
    answerSum(question) ??
    answerAnimals(question, draw) ??
    answerSay(question) ??
    small[choice % small.length] ??
    'Hello!'
  )
}

/** An instruction to answer everything with one word. */
function answerInstruction(instructions: string): string | undefined {
  return /always (?:answer|reply|respond) with the (?:single )?word ["“]?([\p{L}\p{N}-]+)/iu.exec(instructions)?.[1]
}

/** Ways to request an exact text: the text after the colon. */
const echoes = [
  /\b(?:reply|answer|respond|repeat)(?: with)? exactly: ?([\s\S]+)$/i,
  /只(?:回复|回答|输出)[：:] ?([\s\S]+)$/,
  /だけを返してください[：:] ?([\s\S]+)$/,
  /أجب بهذه الكلمة فقط[：:] ?([\s\S]+)$/,
]

function answerExactly(question: string): string | undefined {
  return echoes.map((echo) => echo.exec(question)?.[1]).find((text) => text !== undefined)
}

function answerSay(question: string): string | undefined {
  const word = /^say ([\p{L}\p{N} ]+?)(?: again)?[.!]?$/iu.exec(question)?.[1]
  return word && `${word.charAt(0).toUpperCase()}${word.slice(1)}.`
}

/** The integers of a requested range, at most a thousand; empty if no range is requested. */
export function range(text: string): number[] {
  const [, from, to] = /\bfrom (\d+) to (\d+)\b/i.exec(text) ?? []
  const length = Math.min(1000, Math.max(0, Number(to) - Number(from) + 1))
  return to === undefined ? [] : Array.from({ length }, (_, i) => Number(from) + i)
}

function answerCount(question: string): string | undefined {
  return /\bcount from/i.test(question) ? range(question).join(', ') : undefined
}

function answerSum(question: string): string | undefined {
  const [, left, sign, right] = /(\d+) ?([-+*×]) ?(\d+)/.exec(question) ?? []
  if (sign === undefined) return undefined
  const [a, b] = [Number(left), Number(right)]
  return String(sign === '+' ? a + b : sign === '-' ? a - b : a * b)
}

const animals = ['cat', 'dog', 'owl', 'fox', 'bee', 'elk', 'ant', 'yak', 'hen', 'eel', 'ram']

/** Animals from a place in the list: an answer in which the sampling shows. */
function answerAnimals(question: string, draw: number): string | undefined {
  if (!/^name five animals\b/i.test(question)) return undefined
  const { length } = animals
  return Array.from({ length: 5 }, (_, i) => animals[(draw + i) % length]).join(', ')
}

/** What is in the images, audio and files, as far as the question is about it. */
function answerAboutMedia({ question, media }: Conversation): string | undefined {
  const colours = media.flatMap((medium) => medium.colours)
  const digits = media.flatMap((medium) => medium.digit ?? [])
  const audios = media.filter(({ kind }) => kind === 'sound').map(({ sound }) => sound ?? 'something unclear')
  if (/\bdigits?\b/i.test(question) && digits.length) return digits.join(', ')
  if (/\bhear|\bsound/i.test(question) && audios.length) return `I hear ${audios.join(', then ')}.`
  if (/\bcolou?rs?\b/i.test(question)) return colours.length ? colours.join(', ') : 'I see no colour.'
  if (question.trim() || !colours.length) return undefined
  return `I see ${colours.join(' and ')}.`
}

/** A question about an earlier statement, and the pattern of that statement. */
const memories = [
  {
    pattern: /\bwhat(?: is|'s) (?:the|my) ([\p{L} ]{2,40}?)(?: called| in the file)?\?/iu,
    fact: /\b(?:the|my) ([\p{L} ]{2,40}?) is (?:called )?["“']?([\p{L}\p{N}][\p{L}\p{N}-]*)/giu,
    unknown: 'I do not know.',
  },
  {
    pattern: /(\p{Script=Han}{1,6})是什么/u,
    fact: /(\p{Script=Han}{1,6})是(?!什么)([\p{L}\p{N}]+)/gu,
    unknown: '我不知道。',
  },
]

/** What the conversation says about the question. */
export function answerFromHistory({ question, statements, texts }: Conversation): string | undefined {
  for (const { pattern, fact, unknown } of memories) {
    const name = pattern.exec(question)?.[1]?.toLowerCase()
    if (name === undefined) continue
    const facts = [...statements.matchAll(fact)].filter(([, subject]) => subject?.toLowerCase() === name)
    return facts.at(-1)?.[2] ?? recall(question, texts) ?? unknown
  }
  return recall(question, texts)
}

/** The tool results, each with the subject of its call. */
export function report(results: readonly Result[]): string {
  return results.map(({ about, text }) => `${about || 'The answer'}: ${describe(text) || 'nothing'}.`).join(' ')
}

/** A JSON object as text: its names and values. */
function describe(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return String(value)
    return Object.entries(value)
      .map(([name, member]) => `${name} ${typeof member === 'string' ? member : JSON.stringify(member)}`)
      .join(', ')
  } catch {
    return text.trim()
  }
}
