import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, tempFolder } from '../support/cli.ts'

const SOME = ['--case', 'streaming/short', '--case', 'models/**', '--case', 'parameters/n/**']

describe('compare and diff', { timeout: 120_000 }, () => {
  it('show what each target does, and what changed', async () => {
    const folder = tempFolder()
    const file = (name: string): string => join(folder, name)
    await cli(['run', '--reference', ...SOME, '--reporter', `json=${file('good.json')}`])
    const broken = ['--fault', 'done-missing', '--fault', 'n-ignored']
    await cli(['run', '--reference', ...SOME, ...broken, '--reporter', `json=${file('bad.json')}`])
    await cli(['run', '--reference', '--case', 'models/**', '--reporter', `json=${file('small.json')}`])

    const forms = ['console', `markdown=${file('c.md')}`, `csv=${file('c.csv')}`, `json=${file('c.json')}`]
    const both = [file('good.json'), file('bad.json')]
    const compared = await cli(['compare', ...both, ...forms.flatMap((form) => ['--reporter', form])])
    expect(compared.code).toBe(0)
    expect(compared.stdout).toMatch(/MUST\s+stream\/done-present\s+✓\s+✗ [1-9]/)
    expect(readFileSync(file('c.md'), 'utf8')).toMatch(/\| `n` \| honoured \| ignored \|/)
    expect(readFileSync(file('c.csv'), 'utf8')).toMatch(/^case,streaming\/short,,.*,fail,\r$/m)
    expect(JSON.parse(readFileSync(file('c.json'), 'utf8'))).toMatchObject({ format: 'chat-conformance/comparison' })

    // Reports of different suites are not compared silently.
    const unlike = await cli(['compare', file('good.json'), file('small.json')])
    expect(unlike).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('small.json lacks') })
    const anyway = await cli(['compare', file('good.json'), file('small.json'), '--allow-different'])
    expect(anyway).toMatchObject({ code: 0, stderr: expect.stringContaining('small.json lacks') })
    expect(await cli(['compare', file('good.json')])).toMatchObject({ code: 2, stderr: expect.stringContaining('two') })
    expect(await cli(['compare', ...both, '--reporter', 'cvs'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean csv?'),
    })

    const worse = await cli(['diff', ...both])
    expect(worse.code).toBe(1)
    expect(worse.stdout).toMatch(/New defects[\s\S]*MUST stream\/done-present: 2 of 2 streams, as in streaming\/short/)
    expect(worse.stdout).toContain('2 new defects; 0 defects are fixed, 0 still there.')
    const better = await cli(['diff', ...both.toReversed(), '--reporter', 'markdown'])
    expect(better.code).toBe(0)
    expect(better.stdout).toMatch(/## Fixed\n\n- MUST/)
    expect(await cli(['diff', ...both, '--reporter', `json=${file('good.json')}/d.json`])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a part of its path is a file'),
    })
  })

  it('report converts a report', async () => {
    const folder = tempFolder()
    const file = join(folder, 'a.json')
    const run = await cli(['run', '--reference', ...SOME, '--fault', 'done-missing', '--reporter', 'json'])
    const { code } = await cli(['run', '--reference', ...SOME, '--fault', 'done-missing', '--reporter', `json=${file}`])
    const again = await cli(['report', file, '--reporter', 'json'])
    expect(again.stdout).toBe(readFileSync(file, 'utf8'))
    expect([again.code, code, run.code]).toEqual([1, 1, 1])
    expect((await cli(['report', file])).stdout).toContain('stream/done-present')
  })
})
