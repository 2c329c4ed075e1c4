import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { cli, type Ended, tempFolder } from '../support/cli.ts'

const CASES = ['--case', 'streaming/short', '--case', 'streaming/long', '--case', 'single-turn/**']

/** Tests a release of a server with these faults against the baseline in the folder. */
async function release(
  folder: string,
  faults: readonly string[],
  ...more: string[]
): Promise<Ended & { report: Report }> {
  const file = join(folder, 'report.json')
  const broken = faults.flatMap((fault) => ['--fault', fault])
  const args = ['run', '--reference', ...CASES, ...broken, '--baseline', join(folder, 'known.yaml')]
  const ended = await cli([...args, '--reporter', `json=${file}`, ...more])
  return { ...ended, report: JSON.parse(readFileSync(file, 'utf8')) as Report }
}

const known = (folder: string): string => readFileSync(join(folder, 'known.yaml'), 'utf8')

describe('a server that gates its releases', { timeout: 120_000 }, () => {
  it('learns what a release breaks and fixes, and keeps the reasons that people wrote', async () => {
    const folder = tempFolder()

    // The first release: its findings are written down.
    const first = await release(folder, ['done-missing', 'usage-missing'], '--update-baseline')
    expect(first.code).toBe(0)
    expect(first.stderr).toMatch(/known\.yaml has 1 entry now; new: 1/)
    expect(known(folder).match(/rule: /g)).toHaveLength(1)
    expect(known(folder)).toContain('rule: stream/done-present')
    expect(known(folder)).not.toContain('completion/usage-present')

    // Its owners write why they accept it.
    const reason = 'reason: the next proxy mends it # asked on Monday'
    writeFileSync(join(folder, 'known.yaml'), known(folder).replace(/reason: .*/, reason))

    // The same again: no new findings.
    const same = await release(folder, ['done-missing', 'usage-missing'])
    expect(same.code).toBe(0)
    expect(same.stdout).toContain('Nothing new: 1 known defect (1 MUST)')
    expect(same.report.gate).toMatchObject({ passed: true, known: 1, fresh: 0, stale: [] })
    expect(same.report.defects.filter((defect) => defect.known !== undefined)).toHaveLength(1)

    // The next release fixes one finding and breaks another.
    const next = await release(folder, ['chunk-created-missing'])
    expect(next.code).toBe(1)
    expect(next.stdout).toMatch(/MUST chunk\/required-fields/)
    expect(next.stdout).toMatch(/gone: stream\/done-present in /)
    expect(next.report.gate).toMatchObject({ passed: false, known: 0 })
    expect(next.report.gate?.stale.map(({ rule }) => rule)).toContain('stream/done-present')

    // It is accepted: entries that still occur keep their reasons, the others are removed.
    const both = await release(folder, ['done-missing', 'chunk-created-missing'], '--update-baseline')
    expect(both.code).toBe(0)
    expect(known(folder)).toContain(reason)
    expect(known(folder)).toContain('rule: chunk/required-fields')
    const last = await release(folder, ['chunk-created-missing'], '--update-baseline')
    expect(last.code).toBe(0)
    expect(known(folder)).not.toContain('stream/done-present')
    expect((await release(folder, ['chunk-created-missing'])).code).toBe(0)
  })

  it('counts SHOULD findings with --fail-on should', async () => {
    const folder = tempFolder()
    await release(folder, ['usage-missing'], '--update-baseline', '--fail-on', 'should')
    expect(known(folder)).toContain('completion/usage-present')
    expect((await release(folder, ['usage-missing'], '--fail-on', 'should')).code).toBe(0)
    writeFileSync(join(folder, 'known.yaml'), 'format: chat-conformance/baseline\nversion: 1\nknown: []\n')
    expect((await release(folder, ['usage-missing'], '--fail-on', 'should')).code).toBe(1)
    expect((await release(folder, ['usage-missing'])).code).toBe(0)
  })

  it('learns that an entry is overdue', async () => {
    const folder = tempFolder()
    const entry = '{ rule: stream/done-present, case: "**", reason: later, until: 2001-01-01 }'
    writeFileSync(join(folder, 'known.yaml'), `format: chat-conformance/baseline\nversion: 1\nknown: [${entry}]\n`)
    const overdue = await release(folder, ['done-missing'])
    expect(overdue.code).toBe(1)
    expect(overdue.stdout).toContain('expired on 2001-01-01: stream/done-present')
  })

  it('accepts a limited number of inconclusive cases', async () => {
    const args = [
      'run',
      '--reference',
      '--case',
      'function-calling/auto',
      '--model-quality',
      'random',
      '--attempts',
      '1',
    ]
    expect((await cli([...args, '--max-inconclusive', '100%'])).code).toBe(0)
    const few = await cli([...args, '--max-inconclusive', '1'])
    expect(few.code).toBe(1)
    expect(few.stdout).toContain('2 inconclusive cases, and 1 are accepted')
  })

  it.each<[string, string, RegExp]>([
    ['no list of findings', 'format: chat-conformance/baseline\nversion: 1\n', /known\.yaml:1:1 .*known/],
    ['an unknown key', 'format: chat-conformance/baseline\nversion: 1\nknown: []\nnote: x\n', /known\.yaml:4:1 .*note/],
    [
      'an entry without a reason',
      'format: chat-conformance/baseline\nversion: 1\nknown:\n  - rule: a/b\n    case: c/d\n',
      /known\.yaml:4:5 .*reason/,
    ],
    [
      'a bad date',
      'format: chat-conformance/baseline\nversion: 1\nknown:\n  - { rule: a/b, case: c/d, reason: x, until: soon }\n',
      /known\.yaml:4:\d+ .*until/,
    ],
    [
      'a repeated entry',
      'format: chat-conformance/baseline\nversion: 1\nknown:\n  - { rule: stream/done-present, case: c/d, reason: x }\n  - { rule: stream/done-present, case: c/d, reason: y }\n',
      /known\.yaml:5:7 stream\/done-present in c\/d is listed before/,
    ],
    [
      'misspelt rules',
      'format: chat-conformance/baseline\nversion: 1\nknown:\n  - rule: stream/done-presnt\n    case: "**"\n    reason: x\n  - { rule: usage/total-sum, case: [a/b], reason: y }\n',
      /known\.yaml:4:5 there is no rule "stream\/done-presnt"; did you mean stream\/done-present\b.*\n.*known\.yaml:7:7 there is no rule "usage\/total-sum"/,
    ],
    [
      'an empty list of cases',
      'format: chat-conformance/baseline\nversion: 1\nknown:\n  - { rule: stream/done-present, case: [], reason: y }\n',
      /known\.yaml:4:\d+ .*case/,
    ],
    ['another file', '{}', /known\.yaml:1:1 .*format/],
  ])('reports what is wrong with a baseline: %s', async (_, text, says) => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'known.yaml'), text)
    const ended = await cli(['run', '--reference', '--baseline', join(folder, 'known.yaml')])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(says)
    expect(known(folder)).toBe(text)
  })

  it('reports a missing baseline, and --update-baseline without a file', async () => {
    const gone = await cli(['run', '--reference', '--baseline', '/nowhere/known.yaml'])
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no baseline /nowhere/known.yaml') })
    const lost = await cli(['run', '--reference', '--update-baseline'])
    expect(lost).toMatchObject({ code: 2, stderr: expect.stringContaining('add --baseline FILE') })
  })
})
