/** What docs/authoring-rules.md says of the scripted model is true of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { script } from '../../server/script.ts'
import { packageRoot } from '../../src/foundation/paths.ts'

const page = readFileSync(join(packageRoot, 'docs', 'authoring-rules.md'), 'utf8')
const [, table = ''] = page.split('| the last user message | the answer |')
const rows = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)].map(
  ([, asked = '', answer = '']) => ({ asked, answer }),
)

it('the page has a table of messages', () => {
  expect(rows.length).toBeGreaterThan(5)
})

it.each(rows)('$asked → $answer', ({ asked, answer }) => {
  expect(script({ messages: [{ role: 'user', content: asked }] }, 0).text).toBe(answer)
})
