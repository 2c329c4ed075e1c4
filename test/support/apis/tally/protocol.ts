/** The shape of tallies: parts instead of choices, and a conversation that is named by the id of its last reply. */
import { list, object } from '../../../../specs/rules/_helpers.ts'
import type { Chunk, Json, JsonObject, Protocol, Wire } from '../../../../src/model/index.ts'

export default {
  assemble: (chunks) => chunks.reduce(add, {}),
  progress: (chunks) => {
    if (chunks.some(({ type }) => type === 'tally.done')) return 'overdue'
    return chunks.some(({ type }) => type === 'tally.part') ? 'begun' : 'none'
  },
  texts: ({ parts }) => list(parts).map((part, i) => ({ at: `/parts/${i}/say`, text: object(part)?.say })),
  calls: ({ calls }) =>
    list(calls).map((call, i) => ({ at: `/calls/${i}`, name: object(call)?.tool, id: object(call)?.call_id })),
  places: { texts: '/parts', calls: '/calls' },
  countAnswers: ({ parts }) => list(parts).length,
  isAnswer: ({ tally_id: id }) => id !== undefined,
  next: (said, { tally_id: previous, calls }, answers) => {
    const members = { previous: previous as Json }
    if (!answers) return { said, members }
    const called = list(calls).map(object)
    if (!called.length) return { unable: 'the model called no tool, so there is nothing to answer' }
    const results = called.map(
      (call): JsonObject => ({ call_id: call?.call_id as Json, value: answers[`${call?.tool}`] ?? null }),
    )
    return { said, members: { ...members, results } }
  },
  captures: {
    shapes: [
      { name: 'tally', title: 'a tally', form: 'json', endpoint: 'tally' },
      { name: 'request', title: 'a request', form: 'request', endpoint: 'tally' },
    ],
    shapeOf: (value) => {
      const body = object(value) ?? {}
      if (Array.isArray(body.items)) return 'request'
      return 'tally_id' in body ? 'tally' : undefined
    },
    holdsPrompt: ({ items }) => items !== undefined,
    looks: /"tally_id"/,
    isForeign: () => false,
    follows: () => false,
    isFirst: () => false,
    idOf: () => undefined,
  },
} satisfies Protocol

function add(result: Wire, { type, data }: Chunk): Wire {
  if (type === 'tally.started') return { ...result, tally_id: data.tally_id }
  if (type === 'tally.part') return { ...result, parts: [...list(result.parts), { say: data.say }] }
  return type === 'tally.done' ? { ...result, total: data.total, calls: data.calls } : result
}
