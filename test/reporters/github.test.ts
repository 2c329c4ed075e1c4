import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import github from '../../reporters/github.ts'
import type { Report } from '../../src/model/index.ts'
import { makeReport, RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

const linesOf = (report: Report): string[] =>
  textOf(github({ color: false, rules: RUN_RULES }), report)
    .trimEnd()
    .split('\n')

interface Command {
  readonly kind: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** A line as a runner of GitHub Actions parses it; undefined if it is not a command. */
function commandIn(line: string): Command | undefined {
  const [, kind = '', list = '', message = ''] = /^::(\w+)(?: ([^:]*(?:[^:]|:(?!:))*?))?::(.*)$/s.exec(line) ?? []
  if (!kind) return undefined
  const unescaped = (text: string): string =>
    text.replace(/%(25|0D|0A|3A|2C)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const properties = Object.fromEntries(
    list.split(',').map((pair) => {
      const [key = '', ...value] = pair.split('=')
      return [key, unescaped(value.join('='))]
    }),
  )
  return { kind, properties, message: unescaped(message) }
}

describe('github', () => {
  it.each([...RUNS.keys()])('prints %s', async (name) => {
    await expect(`${linesOf(runNamed(name)).join('\n')}\n`).toMatchFileSnapshot(`snapshots/github/${name}.txt`)
  })

  it('points to the file that was checked, and to no suite of the package', () => {
    const commands = ['gated', 'captured'].map((name) => commandIn(linesOf(runNamed(name))[0] ?? ''))
    expect(commands.map((command) => command?.properties)).toEqual([
      { title: 'MUST usage/adds-up' },
      { file: 'captures/reply.json', line: '10', col: '24', title: 'MUST choice/finish-reason-enum' },
    ])
  })

  it('points to the line of a case of the user', () => {
    const source = { file: './mine/own.yaml', line: 7, yaml: '', digest: '0' }
    const report = makeReport([{ id: 'own/a', findings: [aFinding('usage/adds-up')], source }])
    expect(commandIn(linesOf(report)[0] ?? '')?.properties).toMatchObject({ file: 'mine/own.yaml', line: '7' })
  })

  it('says of a defect what is required, how many replies show it, and how to fix it', () => {
    const report = makeReport(['s/a', 's/b'].map((id) => ({ id, findings: [aFinding('usage/adds-up')] })))
    expect(commandIn(linesOf(report)[0] ?? '')?.message.split('\n')).toEqual([
      'The total is the sum of prompt and completion.',
      '2 cases. For example s/a, at usage/adds-up: usage/adds-up, got "usage/adds-up"',
      `Fix: ${RUN_RULES.get('usage/adds-up')?.mend}`,
    ])
    expect(linesOf(report)).toHaveLength(2)
  })

  it('reports a MUST as an error, a SHOULD as a warning, and all known defects as one notice', () => {
    const kinds = [...RUNS.values()]
      .flatMap((report) => linesOf(report).map(commandIn))
      .filter((one) => one !== undefined)
    for (const { kind, properties } of kinds)
      expect(kind).toBe(
        properties.title === 'Known defects' ? 'notice' : properties.title?.startsWith('MUST') ? 'error' : 'warning',
      )
    expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(3)
    const notices = linesOf(runNamed('gated')).filter((line) => line.startsWith('::notice'))
    expect(notices).toEqual([
      '::notice title=Known defects::2 known defects (1 MUST, 1 SHOULD): stream/done-present (mended in the next version, see #12), message/refusal-present (nobody reads it)',
    ])
  })

  it('prints ten annotations of each kind, and the number of the others', () => {
    const report = withFindings(Array.from({ length: 23 }, (_, i) => `a/rule-${i}`))
    const lines = linesOf(report)
    expect(lines.map((line) => commandIn(line)?.kind)).toEqual([...Array(10).fill('error'), undefined])
    expect(lines.at(-1)).toMatch(/^Does not conform: .*\. Not shown: 13 more errors; other reporters list them all$/)
  })

  it('never ends a command early or starts another, whatever a server sent', () => {
    const part = fc.constantFrom('\n::error::evil', '%0A::error::evil', '\r\n', ',line=9', '::', '%', ':', '=', 'x')
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const lines = linesOf(withFindings([parts.join('')]))
        expect(lines).toHaveLength(2)
        const command = commandIn(lines[0] ?? '')
        expect(command?.kind).toBe('error')
        expect(Object.keys(command?.properties ?? {})).toEqual(['title'])
        expect(lines[1]).toMatch(/^Does not conform/)
      }),
    )
  })
})

const aFinding = (name: string) => ({ rule: name, level: 'MUST' as const, turn: 0, at: name, message: name, got: name })

/** A run that failed by rules with these names, which are also the messages of its findings. */
function withFindings(names: readonly string[]): Report {
  return makeReport([{ id: names[0] ?? '', findings: names.map(aFinding) }])
}
