/** Rules about tallies, as the folder of an API would contain them. */
import { bySchema, list } from '../../../../specs/rules/_helpers.ts'
import type { Rule } from '../../../../src/model/index.ts'
import { aRule } from '../../scripted.ts'

const partIndex = {
  ...aRule({ says: 'Parts are numbered from 0.' }),
  on: ['event'],
  types: ['tally.part'],
  *check({ data, index, stream }) {
    const expected = stream.chunks.slice(0, index).filter(({ type }) => type === 'tally.part').length
    if (data.index !== expected) yield { at: '/index', message: `is not ${expected}`, got: data.index }
  },
} satisfies Rule<'event'>

const totalSaid = {
  ...aRule({ says: 'The last part says the total.' }),
  on: ['json', 'stream'],
  of: ['tally'],
  *check({ result: { parts, total } }) {
    const at = `/parts/${list(parts).length - 1}/say`
    const last = list(parts).at(-1) as { say?: unknown } | undefined
    if (last?.say !== String(total)) yield { at, message: `is not the total, ${total}`, got: last?.say }
  },
} satisfies Rule<'json' | 'stream'>

const form = {
  ...aRule({ says: 'A tally has its form.' }),
  on: ['json', 'stream'],
  check: bySchema('tally/form'),
} satisfies Rule<'json' | 'stream'>

const request = {
  ...aRule({ says: 'A request has its form.' }),
  on: ['request'],
  check: bySchema('tally/request'),
} satisfies Rule<'request'>

const rules = {
  'tally/form': form,
  'tally/part-index': partIndex,
  'tally/request': request,
  'tally/total-said': totalSaid,
}

/** By id, each about tallies only. */
export const TALLY_RULES: ReadonlyMap<string, Rule> = new Map(
  Object.entries(rules).map(([id, rule]) => [id, { ...(rule as Rule), api: 'tally' }]),
)
