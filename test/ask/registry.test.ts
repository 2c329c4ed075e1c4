import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listReporters, loadReporter, loadRules } from '../../src/ask/registry.ts'
import { codeRoot } from '../../src/foundation/paths.ts'
import { UsageError } from '../../src/foundation/usage-error.ts'
import { folderOf } from '../support/folder.ts'

it('finds every rule by its file name, in order', async () => {
  const rules = await loadRules()
  const ids = [...rules.keys()]
  const files = readdirSync(join(codeRoot, 'specs'), { recursive: true, encoding: 'utf8' })
  expect(ids).toEqual([...ids].sort())
  expect(ids).toHaveLength(files.filter((path) => /(^|\/)rules\/[^_/]+\/[^_][^/]*\.ts$/.test(path)).length)
  for (const [id, rule] of rules) {
    expect(id).toMatch(/^[a-z-]+\/[a-z0-9-]+$/)
    expect(rule, id).toMatchObject({ says: expect.any(String), level: expect.stringMatching(/^(MUST|SHOULD|MAY)$/) })
  }
})

it('finds every reporter by its file name', async () => {
  const names = listReporters()
  expect(names).toContain('json')
  for (const name of names) expect(typeof (await loadReporter(name))).toBe('function')
})

it('rejects an unknown reporter and suggests the nearest name', async () => {
  const loading = loadReporter('jsn')
  await expect(loading).rejects.toThrow(UsageError)
  await expect(loading).rejects.toThrow('there is no reporter "jsn"; did you mean json or jsonl?')
  await expect(loadReporter('_helpers')).rejects.toThrow(UsageError)
  await expect(loadReporter('../src/cli/main')).rejects.toThrow(UsageError)
})

describe('a custom reporter', () => {
  const GOOD = "export default () => (event) => event.type + '\\n'\n"
  const context = { color: false, rules: new Map() }

  it.each(['./mine.mjs', 'mine.mjs', 'own/mine.mjs', './own/../mine.mjs'])(
    'is loaded from the file %s',
    async (name) => {
      const factory = await loadReporter(name, folderOf({ 'mine.mjs': GOOD, 'own/mine.mjs': GOOD }))
      expect(factory(context)({ type: 'begin', case: 'a/b' })).toBe('begin\n')
    },
  )

  it('is loaded from a file by its absolute path', async () => {
    const file = join(folderOf({ 'mine.mjs': GOOD }), 'mine.mjs')
    expect(typeof (await loadReporter(file, '/elsewhere'))).toBe('function')
  })

  it('is loaded from a CommonJS file', async () => {
    const folder = folderOf({ 'mine.cjs': "module.exports = () => (event) => event.type + '\\n'\n" })
    expect((await loadReporter('./mine.cjs', folder))(context)({ type: 'begin', case: 'a/b' })).toBe('begin\n')
  })

  it.each(['my-reporter', '@scope/reporter', 'my-reporter/special'])('is loaded from the package %s', async (name) => {
    const about = { type: 'module', exports: { '.': { import: './a.js' }, './special': './a.js' } }
    const folder = folderOf({
      'node_modules/my-reporter/package.json': JSON.stringify(about),
      'node_modules/my-reporter/a.js': GOOD,
      'node_modules/@scope/reporter/package.json': JSON.stringify(about),
      'node_modules/@scope/reporter/a.js': GOOD,
      'below/empty.txt': '',
    })
    expect(typeof (await loadReporter(name, join(folder, 'below')))).toBe('function')
  })

  it.each([
    ['a missing file', './mine.mjs', {}, 'cannot read the reporter ./mine.mjs: it does not exist'],
    [
      'no export',
      './mine.mjs',
      { 'mine.mjs': '' },
      './mine.mjs is not a reporter: its default export is missing\nexpected a function',
    ],
    [
      'an export that is not a function',
      './mine.mjs',
      { 'mine.mjs': 'export default {}' },
      './mine.mjs is not a reporter: its default export is of type object\nexpected a function',
    ],
    ['invalid JavaScript', './mine.mjs', { 'mine.mjs': 'export default' }, 'cannot load the reporter ./mine.mjs: '],
    [
      'a module that throws',
      './mine.mjs',
      { 'mine.mjs': "throw new Error('no luck')" },
      'cannot load the reporter ./mine.mjs: no luck',
    ],
    [
      'an import of a missing module',
      './mine.mjs',
      { 'mine.mjs': "import 'not-installed'" },
      "cannot load the reporter ./mine.mjs: Cannot find package 'not-installed'",
    ],
    ['a package that is not installed', 'my-reporter', {}, 'there is no reporter "my-reporter"'],
    [
      'a package that is not a reporter',
      'my-reporter',
      {
        'node_modules/my-reporter/package.json': '{"main":"a.js"}',
        'node_modules/my-reporter/a.js': 'module.exports = 1',
      },
      'my-reporter is not a reporter: its default export is of type number',
    ],
  ])('is rejected: %s', async (_, name, files, message) => {
    const loading = loadReporter(name, folderOf(files))
    await expect(loading).rejects.toThrow(UsageError)
    await expect(loading).rejects.toThrow(message)
  })

  it('does not replace a built-in reporter', async () => {
    const folder = folderOf({
      'node_modules/json/package.json': '{"main":"a.js"}',
      'node_modules/json/a.js': 'module.exports = 1',
    })
    expect(await loadReporter('json', folder)).toBe(await loadReporter('json'))
  })
})
