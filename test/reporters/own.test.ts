import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listReporters, loadReporter } from '../../src/ask/registry.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { folderOf } from '../support/folder.ts'
import { RUN_RULES, runNamed, textOf } from '../support/runs.ts'

const guide = readFileSync(join(packageRoot, 'docs', 'reporters.md'), 'utf8')

it('the example of the guide prints what the guide says', async () => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(guide) ?? []
  const factory = await loadReporter('./slowest.mjs', folderOf({ 'slowest.mjs': code }))
  const text = textOf(factory({ color: false, rules: RUN_RULES }), runNamed('every-outcome'))
  expect(text.split('\n').slice(0, 2)).toEqual([
    '29 ms fail streaming/usage - A stream is ended by [DONE]. - The total is the sum of prompt and completion.',
    '14.5 ms pass single-turn/greeting',
  ])
})

it('the guide lists every reporter', () => {
  for (const name of listReporters()) expect(guide).toMatch(new RegExp(`^\\| \`${name}\` \\| .`, 'm'))
})
