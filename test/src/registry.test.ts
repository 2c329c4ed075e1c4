import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { codeRoot } from '../../src/paths.ts'
import { listReporters, loadReporter, loadRules } from '../../src/registry.ts'
import { UsageError } from '../../src/usage-error.ts'

it('finds every rule by its file name, in order', async () => {
  const rules = await loadRules()
  const ids = [...rules.keys()]
  const files = readdirSync(join(codeRoot, 'specs', 'rules'), { recursive: true, encoding: 'utf8' })
  expect(ids).toEqual([...ids].sort())
  expect(ids).toHaveLength(files.filter((path) => /^[^_].*\/[^_][^/]*\.ts$/.test(path)).length)
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

it('refuses a reporter that is none, with the nearest', async () => {
  const wrong = loadReporter('jsn')
  await expect(wrong).rejects.toThrow(UsageError)
  await expect(wrong).rejects.toThrow('there is no reporter "jsn"; did you mean json?')
  await expect(loadReporter('_helpers')).rejects.toThrow(UsageError)
  await expect(loadReporter('../src/cli/main')).rejects.toThrow(UsageError)
})
