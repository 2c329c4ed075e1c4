/** The rule in docs/authoring-rules.md works, and the scripted model answers as the page says. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { script } from '../../server/script.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { check } from '../../src/judge/check.ts'
import type { Rule } from '../../src/model/index.ts'
import { tempFolder } from '../support/cli.ts'
import { examplesIn } from '../support/examples.ts'
import { aCompletion, completion } from '../support/seen.ts'

const page = readFileSync(join(packageRoot, 'docs', 'authoring-rules.md'), 'utf8')
const [, table = ''] = page.split('| the last user message | the answer |')
const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)].map(
  ([, question = '', answer = '']) => ({ asked: question, answer }),
)

it('the page has a table of messages', () => {
  expect(rows.length).toBeGreaterThan(5)
})

it.each(rows)('$asked → $answer', ({ asked, answer }) => {
  expect(script({ messages: [{ role: 'user', content: asked }] }, 0).text).toBe(answer)
})

it('the page has a rule that works', async () => {
  const code = examplesIn('docs/authoring-rules.md').find(({ language }) => language === 'ts')?.code ?? ''
  const folder = join(packageRoot, 'specs', 'apis', 'chat-completions', 'rules', 'completion')
  const file = join(tempFolder(), 'id-printable.ts')
  writeFileSync(
    file,
    code.replace(/from '(\..*)'/g, (_, path: string) => `from '${join(folder, path)}'`),
  )
  const { default: rule } = (await import(file)) as { default: Rule }
  const reported = (id: string) =>
    check(completion(aCompletion({ id })), new Map([['completion/id-printable', rule]]), 0)
  expect(reported('chatcmpl-1')).toEqual([])
  expect(reported('chatcmpl 1').map(({ at }) => at)).toEqual(['/id'])
})
