/** The space of legal streams, walked at random: whatever freedoms a server takes at once, no MUST or SHOULD rule has a finding. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { check } from '../../src/judge/check.ts'
import { aChunk, stream } from '../support/seen.ts'

const rules = await loadRules()

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const freedom = fc.record({
  /** Texts of each choice. */
  choices: fc.array(fc.array(text, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
  roleAlone: fc.boolean(),
  roleContent: fc.constantFrom('', null),
  finishWithText: fc.boolean(),
  emptyDeltas: fc.boolean(),
  interleaved: fc.boolean(),
  together: fc.boolean(),
  withUsage: fc.boolean(),
  extra: fc.boolean(),
  logprobsKey: fc.boolean(),
  refusalKey: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  space: fc.constantFrom('', ' '),
  comments: fc.boolean(),
  blankLines: fc.boolean(),
  escaped: fc.boolean(),
  /** Where the bytes are cut into pieces. */
  cuts: fc.array(fc.nat(10_000), { maxLength: 12 }),
})
type Freedom = typeof freedom extends fc.Arbitrary<infer T> ? T : never

type Delta = readonly [index: number, delta: Record<string, unknown>, finish: string | null]

it('no MUST or SHOULD rule has a finding in a legal stream', () => {
  fc.assert(
    fc.property(freedom, (free) => {
      const seen = stream(bytesOf(free), { ask: askOf(free) })
      const spoke = check(seen, rules, 0).filter(({ level }) => level !== 'MAY')
      expect(spoke.map(({ rule, at, message }) => `${rule} ${at} ${message}`)).toEqual([])
    }),
    { numRuns: 500, seed: 20260101 },
  )
})

function askOf({ choices, withUsage }: Freedom): Record<string, unknown> {
  return {
    ...(choices.length > 1 ? { n: choices.length } : {}),
    ...(withUsage ? { stream_options: { include_usage: true } } : {}),
  }
}

function deltasOf(texts: readonly string[], index: number, free: Freedom): Delta[] {
  const refusal = free.refusalKey ? { refusal: null } : {}
  const [first = '', ...rest] = texts
  const opening: Delta[] = free.roleAlone
    ? [
        [index, { role: 'assistant', content: free.roleContent, ...refusal }, null],
        [index, { content: first }, null],
      ]
    : [[index, { role: 'assistant', content: first, ...refusal }, null]]
  const middle = rest.map((content): Delta => [index, { content }, null])
  const all = [...opening, ...(free.emptyDeltas ? [[index, {}, null] as Delta] : []), ...middle]
  const last = all.at(-1)
  if (free.finishWithText && last) return [...all.slice(0, -1), [index, last[1], 'stop']]
  return [...all, [index, {}, 'stop']]
}

function order(free: Freedom): Delta[][] {
  const perChoice = free.choices.map((texts, index) => deltasOf(texts, index, free))
  if (!free.interleaved) return perChoice.flat().map((delta) => [delta])
  const longest = Math.max(...perChoice.map((deltas) => deltas.length))
  const rounds = Array.from({ length: longest }, (_, i) => perChoice.flatMap((deltas) => deltas.slice(i, i + 1)))
  return free.together ? rounds : rounds.flat().map((delta) => [delta])
}

function bytesOf(free: Freedom): Buffer[] {
  const usageKey = free.withUsage ? { usage: null } : {}
  const extra = free.extra ? { x_own: { nested: [1, null] }, system_fingerprint: 'fp_1' } : {}
  const chunks = order(free).map((deltas) => {
    const choices = deltas.map(([index, delta, finish]) => ({
      index,
      delta,
      finish_reason: finish,
      ...(free.logprobsKey ? { logprobs: null } : {}),
      ...(free.extra ? { x_own: true } : {}),
    }))
    return aChunk({}, {}, { choices, ...usageKey, ...extra })
  })
  const words = free.choices.flat().length
  const usage = { prompt_tokens: 9, completion_tokens: words, total_tokens: 9 + words }
  if (free.withUsage) chunks.push(aChunk({}, {}, { choices: [], usage, ...extra }))
  const events = [...chunks.map((chunk) => jsonOf(chunk, free)), '[DONE]']
  const framed = events.map((data) => {
    const blank = free.blankLines ? free.lineEnd : ''
    return `${free.comments ? `: alive${free.lineEnd}${blank}` : ''}data:${free.space}${data}${free.lineEnd}${free.lineEnd}${blank}`
  })
  return cut(Buffer.from(framed.join('')), free.cuts)
}

function jsonOf(chunk: unknown, { escaped }: Freedom): string {
  const json = JSON.stringify(chunk)
  if (!escaped) return json
  return json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((place) => place % bytes.length))].sort((a, b) => a - b)
  return [...places, bytes.length].map((end, i) => bytes.subarray(i ? places[i - 1] : 0, end))
}
