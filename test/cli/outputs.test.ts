import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openOutputs } from '../../src/cli/outputs.ts'
import { formatProgress } from '../../src/cli/progress.ts'
import { eventsOf } from '../../src/report/report-events.ts'
import { columnsOf } from '../../text/columns.ts'
import { tempFolder } from '../support/cli.ts'
import { runNamed } from '../support/runs.ts'

/** Reporters of users, whose types no compiler has checked. */
const REPORTERS = {
  types: "() => (event) => event.type + '\\n'",
  'throws-early': "() => { throw new Error('no start') }",
  'throws-late': "() => (event) => { if (event.type === 'end') throw new Error('no end'); return '.' }",
  'returns-a-promise': "() => async () => ''",
  'returns-nothing': '() => () => undefined',
}
const home = mkdtempSync(join(tmpdir(), 'chat-conformance-reporters-'))
const pathOf = (name: string): string => join(home, `${name}.mjs`)
beforeAll(() => {
  for (const [name, code] of Object.entries(REPORTERS)) writeFileSync(pathOf(name), `export default ${code}\n`)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const messages: string[] = []
beforeEach(() => {
  messages.length = 0
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0)
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('openOutputs', () => {
  it('a reporter that throws loses only its own output', async () => {
    const folder = tempFolder()
    const named = ['throws-early', 'throws-late', 'types'].map((name) => ({
      name: pathOf(name),
      file: join(folder, name),
    }))
    const outputs = await openOutputs(named, () => ({ color: false, rules: new Map() }))
    for (const event of eventsOf(runNamed('one-case'))) outputs.report(event)
    outputs.close()
    expect(readFileSync(join(folder, 'types'), 'utf8')).toBe('start\nbegin\ncase\nend\n')
    expect(readFileSync(join(folder, 'throws-late'), 'utf8')).toBe('...')
    expect(messages.join('')).toMatch(
      /reporter \S+throws-early.mjs failed.*: no start\n[\s\S]*reporter \S+throws-late.mjs failed.*: no end/,
    )
  })

  it.each([
    ['returns-a-promise', 'expected a string for the event start, but it returned a promise'],
    ['returns-nothing', 'expected a string for the event start, but it returned undefined'],
  ])('a reporter that %s loses only its own output', async (name, message) => {
    const folder = tempFolder()
    const named = [name, 'types'].map((reporter) => ({ name: pathOf(reporter), file: join(folder, reporter) }))
    const outputs = await openOutputs(named, () => ({ color: false, rules: new Map() }))
    for (const event of eventsOf(runNamed('one-case'))) outputs.report(event)
    outputs.close()
    expect(readFileSync(join(folder, 'types'), 'utf8')).toBe('start\nbegin\ncase\nend\n')
    expect(existsSync(join(folder, name))).toBe(false)
    expect(messages.filter((text) => text.startsWith('warning'))).toHaveLength(1)
    expect(messages.filter((text) => text.startsWith('note'))).toEqual([`note: written: ${join(folder, 'types')}\n`])
    expect(messages.join('')).toContain(`the reporter ${pathOf(name)} failed, its report is incomplete: ${message}`)
    expect(outputs.exitCode(0)).toBe(0)
  })

  it.skipIf(!existsSync('/dev/full'))('a full disk affects only the file on it', async () => {
    const file = join(tempFolder(), 'report')
    const full = [
      { name: pathOf('types'), file: '/dev/full' },
      { name: pathOf('types'), file },
    ]
    const outputs = await openOutputs(full, () => ({ color: false, rules: new Map() }))
    for (const event of eventsOf(runNamed('one-case'))) outputs.report(event)
    outputs.close()
    expect(readFileSync(file, 'utf8')).toBe('start\nbegin\ncase\nend\n')
    expect(messages.filter((text) => text.startsWith('warning'))).toHaveLength(1)
    expect(messages.filter((text) => text.startsWith('note'))).toEqual([`note: written: ${file}\n`])
    expect(messages.join('')).toContain('the report /dev/full is incomplete: the disk is full')
    expect([0, 1, 3, 130].map((code) => outputs.exitCode(code))).toEqual([3, 1, 3, 130])
  })

  it('a longer existing file is replaced', async () => {
    const file = join(tempFolder(), 'report')
    for (const name of ['every-outcome', 'one-case']) {
      const outputs = await openOutputs([{ name: pathOf('types'), file }], () => ({ color: false, rules: new Map() }))
      for (const event of eventsOf(runNamed(name))) outputs.report(event)
      outputs.close()
    }
    expect(readFileSync(file, 'utf8')).toBe('start\nbegin\ncase\nend\n')
  })
})

describe('formatProgress', () => {
  const state = { done: 90, total: 360, failed: 0, running: ['streaming/long'], longestMs: 400, elapsedMs: 9_000 }
  const busy = { ...state, failed: 2, longestMs: 12_300 }

  it.each([
    ['at first', { ...state, done: 0, elapsedMs: 200 }, 80, `${'░'.repeat(20)} 0 %  0/360 · streaming/long`],
    ['in the middle', state, 80, '█████░░░░░░░░░░░░░░░ 25 %  90/360 · 27 s left · 10 cases/s · streaming/long'],
    [
      'of a slow reply',
      busy,
      100,
      '██░░░░░░░ 25 %  90/360 · 2 failed · 27 s left · 10 cases/s · streaming/long waits for a reply, 12 s',
    ],
    [
      'of a wait',
      { ...busy, waits: '429 from the target: waiting 7 s' },
      80,
      '██░░░░░░ 25 %  90/360 · 429 from the target: waiting 7 s · 2 failed · 27 s left',
    ],
    ['on a narrow terminal', busy, 38, '25 %  90/360 · 2 failed · 27 s left'],
    ['at the end', { ...state, done: 360, running: [] }, 40, '███████████ 100 %  360/360 · 40 cases/s'],
  ])('%s', (_, now, columns, expected) => {
    const line = formatProgress(now, columns)
    expect(line).toBe(expected)
    expect(columnsOf(line)).toBeLessThanOrEqual(columns)
  })
})
