/** Walks the tables of this folder. The messages of their failing rows are in docs/MESSAGES.md; `npm run docs` updates it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lineOf, readMessages } from '../../scripts/messages-page.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { findingsOf, loadTables } from '../support/rule.ts'

const rules = await loadRules()
const tables = await loadTables()
const messages = readMessages(readFileSync(join(packageRoot, 'docs', 'MESSAGES.md'), 'utf8'))

it('every rule with a check has a table, and no other rule has one', () => {
  // test/capture/request-rules.test.ts proves the rules about requests by their own excerpts, both ways.
  const checked = [...rules].filter(([, { check, on }]) => check && !on.some((kind) => kind === 'request'))
  expect([...tables.keys()]).toEqual(checked.map(([id]) => id))
})

describe.each([...tables])('%s', (id, { pass, fail }) => {
  const rule = rules.get(id)

  it('is shown both ways', () => {
    expect(Object.keys(pass)).not.toEqual([])
    expect(Object.keys(fail)).not.toEqual([])
  })

  it.each(Object.entries(pass))('leaves alone: %s', (_, subject) => {
    expect(rule && findingsOf(id, rule, subject)).toEqual([])
  })

  it.each(Object.entries(fail))('reports: %s', (title, [subject, ...places]) => {
    const findings = rule && findingsOf(id, rule, subject)
    expect(findings?.map(({ at }) => at)).toEqual(places)
    expect(findings?.map(lineOf), 'docs/MESSAGES.md; npm run docs updates it').toEqual(messages.get(id)?.get(title))
  })
})
