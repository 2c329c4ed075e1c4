import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import consoleReporter from '../../reporters/console.ts'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import type { ConsoleContext } from '../../src/model/index.ts'
import { columnsOf } from '../../text/columns.ts'
import { reportOfScene, SCENE_NAMES, SCENE_RULES, type Scene } from '../support/reports.ts'
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

  it('prints each defect once as it appears, unless the baseline knows it', async () => {
    await expect(text('every-outcome', { live: true })).toMatchFileSnapshot('snapshots/console/every-outcome.live.txt')
    expect(text('gated', { live: true })).not.toMatch(/^[✗▲] (MUST|SHOULD) stream\/done-present/m)
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

async function textOfScene(name: Scene, all = false, context: Partial<ConsoleContext> = {}): Promise<string> {
  const exitCode: ConsoleContext['exitCode'] = (report) => exitCodeOf(report, 'must')
  const own = { color: false, rules: SCENE_RULES, exitCode, live: true, columns: 80, ...context } as ConsoleContext
  return textOf(consoleReporter(own), await reportOfScene(name, all))
}

/** Lines of a terminal of 80 columns: a longer line takes several. */
function countLines(text: string): number {
  const lines = text.split('\n').slice(0, -1)
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(line) / 80)), 0)
}

describe('what people see', { timeout: 120_000 }, () => {
  it.each(SCENE_NAMES)('of %s', async (name) => {
    const text = await textOfScene(name)
    await expect(text).toMatchFileSnapshot(`snapshots/console/scene-${name}.txt`)
    for (const line of text.split('\n')) if (!line.startsWith('  curl')) expect(columnsOf(line)).toBeLessThanOrEqual(80)
    // The last line is the one that people see first.
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/^[✓✗▲!] (Conforms|Does not conform|Not tested)/)
  })

  it.each([
    ['clean', 30],
    ['done-missing', 40],
    ['usage-chunk-missing', 40],
    ['three-faults', 70],
  ] as const)('of %s with all cases takes at most %i lines', async (name, most) => {
    const lines = countLines(await textOfScene(name, true))
    expect(lines).toBeLessThanOrEqual(most)
  })

  it('has a line for each case with --verbose only', async () => {
    const { cases } = await reportOfScene('done-missing')
    const ofCase = (text: string) =>
      text.split('\n').filter((line) => /^[✓✗▲?○!-] (pass|warn|fail|inconclusive)/.test(line))
    expect(ofCase(await textOfScene('done-missing'))).toEqual([])
    expect(ofCase(await textOfScene('done-missing', false, { verbose: true }))).toHaveLength(cases.length)
  })
})
