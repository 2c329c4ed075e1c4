/** The generated pages say what the code says. `npm run docs` writes them anew. */
import { expect, it } from 'vitest'
import { rulesPage } from '../scripts/rules-page.ts'
import { listFaults } from '../server/index.ts'
import { loadRules } from '../src/registry.ts'

it('docs/RULES.md is made from the rules', async () => {
  await expect(rulesPage(await loadRules(), await listFaults())).toMatchFileSnapshot('../docs/RULES.md')
})
