/** Walks the tables of this folder. */
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { findingsOf, loadTables } from '../support/rule.ts'

const rules = await loadRules()
const tables = await loadTables()

describe.each([...tables])('%s', (id, { pass, fail }) => {
  const rule = rules.get(id)
  if (!rule) throw new Error(`${id}: there is no rule with this id`)

  it.each(Object.entries(pass))('leaves alone: %s', (_, subject) => {
    expect(findingsOf(rule, subject)).toEqual([])
  })

  it.each(Object.entries(fail))('reports: %s', (_, [subject, ...places]) => {
    expect(findingsOf(rule, subject)?.map(({ at }) => at)).toEqual(places)
  })
})
