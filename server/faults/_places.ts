/** The objects of a reply that faults change: one function for each place. */
import type { Asked, Fault, Loose } from '../twist.ts'

type Hook = 'completion' | 'chunks' | 'models' | 'model' | 'error'

/** For each hook, how the objects of a place are found in what the hook gets. */
export type Place = Partial<Record<Hook, (value: Loose) => readonly Loose[]>>

/** New members; a function makes the new value of the old one, and undefined removes the member. */
export type Patch = Readonly<Record<string, unknown>>

/** What is done to each object of a place: new members, or a function that changes it. */
export type Change = Patch | ((target: Loose, asked: Asked, position: number) => unknown)

/** Sets or removes members of an object. */
export function applyPatch(target: Loose, patch: Patch): void {
  for (const [member, value] of Object.entries(patch)) {
    if (value === undefined) delete target[member]
    else target[member] = typeof value === 'function' ? value(target[member]) : value
  }
}

/** The hooks that change every object of a place. */
export function changeEach(place: Place, change: Change): Pick<Fault, Hook> {
  const apply = typeof change === 'function' ? change : (target: Loose) => applyPatch(target, change)
  const hooks = Object.entries(place).map(([hook, find]) => [
    hook,
    (value: Loose, asked: Asked): void => {
      for (const [i, target] of find(value).entries()) apply(target, asked, i)
    },
  ])
  return Object.fromEntries(hooks)
}

const itself = (value: Loose) => [value]
const all = (values: Loose) => values
const choicesOf = ({ choices }: Loose) => choices ?? []
const choicesOfAll = (chunks: Loose) => chunks.flatMap(choicesOf)

/** How the objects of each place are found. */
export const places = {
  completion: { completion: itself },
  chunk: { chunks: all },
  envelope: { completion: itself, chunks: all },
  choice: { completion: choicesOf },
  'chunk-choice': { chunks: choicesOfAll },
  'text-delta': {
    chunks: (chunks) => choicesOfAll(chunks).flatMap(({ delta }: Loose) => (delta.content ? delta : [])),
  },
  fragment: { chunks: (chunks) => choicesOfAll(chunks).flatMap(({ delta }: Loose) => delta.tool_calls ?? []) },
  message: { completion: (completion) => choicesOf(completion).map(({ message }: Loose) => message) },
  usage: {
    completion: ({ usage }) => [usage],
    chunks: (chunks) => chunks.flatMap(({ usage }: Loose) => usage ?? []),
  },
  refusal: { error: itself },
  error: { error: ({ error }) => [error] },
  'model-list': { models: itself },
  model: { models: ({ data }) => data, model: itself },
} satisfies Record<string, Place>

/** What an object is called in a sentence, where that is not the name of its place. */
const names: Partial<Record<keyof typeof places, string>> = {
  envelope: 'completion or chunk',
  'chunk-choice': 'choice of a chunk',
  'text-delta': 'delta with text',
  fragment: 'fragment of a tool call',
  refusal: 'error body',
  'model-list': 'list of models',
}

/** The sentence about a field with a wrong value; undefined stands for a missing field. */
function sayField(place: keyof typeof places, member: string, value: unknown): string {
  const name = names[place] ?? place
  const article = /^[aeu](?!s)/.test(name) ? 'an' : 'a'
  const state = value === undefined ? 'missing' : value === '' ? 'an empty string' : JSON.stringify(value)
  return `The ${member} of ${article} ${name} is ${state}.`
}

/** A fault that gives a field the same value in every object of a place. */
export function setField(place: keyof typeof places, member: string, value: unknown) {
  return { says: sayField(place, member, value), ...changeEach(places[place], { [member]: value }) }
}

// The hooks for one place each. An envelope is what has id, created and model.
export const inCompletion = (change: Change) => changeEach(places.completion, change)
export const inChunks = (change: Change) => changeEach(places.chunk, change)
export const inEnvelopes = (change: Change) => changeEach(places.envelope, change)
export const inChoices = (change: Change) => changeEach(places.choice, change)
export const inChunkChoices = (change: Change) => changeEach(places['chunk-choice'], change)
export const inAllChoices = (change: Change) => changeEach({ ...places.choice, ...places['chunk-choice'] }, change)
export const inMessages = (change: Change) => changeEach(places.message, change)
export const inUsage = (change: Change) => changeEach(places.usage, change)
export const inError = (change: Change) => changeEach(places.error, change)
export const inModelList = (change: Change) => changeEach(places['model-list'], change)
export const inModels = (change: Change) => changeEach(places.model, change)
