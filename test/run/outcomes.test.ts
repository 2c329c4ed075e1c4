/** Checks every row of the table of outcomes. Their messages are in docs/MESSAGES.md; `npm run docs` updates it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lineOf, readMessages } from '../../scripts/messages-page.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { saidOf } from '../support/outcomes.ts'
import { verdictOn } from '../support/scripted.ts'
import tables, { type OutcomeTable } from './outcomes.ts'

const messages = readMessages(readFileSync(join(packageRoot, 'docs', 'MESSAGES.md'), 'utf8'))

describe.each(Object.entries<OutcomeTable>(tables))('%s', (id, { rows }) => {
  it.each(Object.entries(rows))('%s', async (title, [outcome, one, ...answers]) => {
    const verdict = await verdictOn(one, answers)
    expect(verdict.outcome).toBe(outcome)
    expect(saidOf(verdict).map(lineOf), 'docs/MESSAGES.md; npm run docs updates it').toEqual(
      messages.get(id)?.get(title),
    )
  })
})
