import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { folderOf } from '../support/folder.ts'

/** A run of one case against the embedded server, in that folder. */
const run = (args: readonly string[], folder: string, env: Readonly<Record<string, string>> = {}) =>
  cli(['run', '--reference', '--case', 'models/list', ...args], env, folder)

describe('reporters of users', () => {
  const MINE = "export default () => (event) => event.type + ' '\n"

  it('are files and packages, relative to the working directory', async () => {
    const folder = folderOf({
      'mine.mjs': MINE,
      'node_modules/@scope/reporter/package.json': '{"type":"module","exports":"./a.js"}',
      'node_modules/@scope/reporter/a.js': MINE,
    })
    const { code, stdout } = await run(['--reporter', '@scope/reporter', '--reporter', './mine.mjs=out.txt'], folder)
    expect([code, stdout, readFileSync(join(folder, 'out.txt'), 'utf8')]).toEqual([
      0,
      'start case end ',
      'start case end ',
    ])
  })

  it('are checked before anything is sent', async () => {
    const { code, stderr } = await run(['--reporter', './none.mjs'], folderOf({ 'none.mjs': 'export const a = 1' }))
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^error: \.\/none\.mjs is not a reporter: its default export is missing\nexpected a function/,
    )
  })
})

describe('a report that cannot be written', () => {
  it.skipIf(!existsSync('/dev/full'))('ends the run with exit code 3, and does not affect the others', async () => {
    const folder = folderOf({})
    const full = ['--reporter', 'console', '--reporter', 'json=/dev/full', '--reporter', 'jsonl=events.jsonl']
    const { code, stdout, stderr } = await run(full, folder)
    expect(code).toBe(3)
    expect(stdout).toContain('Conforms')
    expect(stderr).toBe('warning: the report /dev/full is incomplete: the disk is full\nnote: written: events.jsonl\n')
    expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).toMatch(/"type":"end".*\n$/)
  })
})

describe('the summary of a step of GitHub Actions', () => {
  it('is appended to by the reporter github', async () => {
    const folder = folderOf({ summary: 'before\n' })
    const summary = join(folder, 'summary')
    const { code, stdout } = await run(['--reporter', 'github'], folder, { GITHUB_STEP_SUMMARY: summary })
    expect([code, stdout]).toEqual([0, 'Conforms: no defect in 1 case · 15 of 15 MUST rules kept\n'])
    expect(readFileSync(summary, 'utf8')).toMatch(
      /^before\n## ✅ Conforms: no defect in 1 case · 15 of 15 MUST rules kept\n/,
    )
  })

  it('is not written by other reporters', async () => {
    const folder = folderOf({ summary: 'before\n' })
    const summary = join(folder, 'summary')
    await run(['--reporter', 'junit'], folder, { GITHUB_STEP_SUMMARY: summary })
    expect(readFileSync(summary, 'utf8')).toBe('before\n')
  })

  it('affects nothing else if it cannot be written', async () => {
    const folder = folderOf({})
    writeFileSync(join(folder, 'file'), '')
    const { code, stdout, stderr } = await run(['--reporter', 'github'], folder, {
      GITHUB_STEP_SUMMARY: join(folder, 'file', 'summary'),
    })
    expect([code, stdout]).toEqual([0, 'Conforms: no defect in 1 case · 15 of 15 MUST rules kept\n'])
    expect(stderr).toContain('is incomplete: a part of its path is a file')
  })
})
