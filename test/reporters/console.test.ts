import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import consoleReporter from '../../reporters/console.ts'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import type { ConsoleContext } from '../../src/model/index.ts'
import { columnsOf } from '../../text/columns.ts'
import { RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

function text(name: string, context: Partial<ConsoleContext> = {}): string {
  const exitCode: ConsoleContext['exitCode'] = (report) => exitCodeOf(report, 'must')
  return textOf(
    consoleReporter({ color: false, rules: RUN_RULES, exitCode, ...context } as ConsoleContext),
    runNamed(name),
  )
}

describe('console', () => {
  for (const name of RUNS.keys())
    it.each([80, 140])(`prints ${name} at %i columns`, async (columns) => {
      await expect(text(name, { columns })).toMatchFileSnapshot(`snapshots/console/${name}.${columns}.txt`)
    })

  it('prints everything with --verbose', async () => {
    await expect(text('every-outcome', { verbose: true })).toMatchFileSnapshot(
      'snapshots/console/every-outcome.verbose.txt',
    )
  })

  it('is brief on a terminal that shows progress', async () => {
    await expect(text('every-outcome', { progress: true })).toMatchFileSnapshot(
      'snapshots/console/every-outcome.progress.txt',
    )
  })

  it('prints the same text in colours', () => {
    const colored = text('every-outcome', { color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(text('every-outcome'))
  })

  it.each([...RUNS.keys()])('prints no cursor control from %s', (name) => {
    expect(text(name)).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u)
  })

  it.each([80, 100, 140])('keeps to %i columns, except for lines to be copied', (columns) => {
    const lines = text('every-outcome', { columns }).split('\n')
    for (const line of lines) if (!line.startsWith('  curl')) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
  })

  it('needs only what every reporter is given', () => {
    expect(textOf(consoleReporter({ color: false, rules: new Map() }), runNamed('every-outcome'))).toContain(
      'Does not conform',
    )
  })
})
