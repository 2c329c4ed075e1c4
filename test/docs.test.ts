/** The generated pages match the code. `npm run docs` writes them anew. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { coverage, type Unsent } from '../scripts/coverage-page.ts'
import { messagesPage } from '../scripts/messages-page.ts'
import { type AnsweredRequest, coverPairs } from '../scripts/pairs-page.ts'
import { rulesPage } from '../scripts/rules-page.ts'
import { listFaults } from '../server/index.ts'
import { DEFAULT_API } from '../src/ask/apis.ts'
import { loadSuites } from '../src/ask/load.ts'
import { loadRules } from '../src/ask/registry.ts'
import { packageRoot } from '../src/foundation/paths.ts'
import { schemaFiles } from '../src/foundation/schemas.ts'
import outcomes from './run/outcomes.ts'
import { outcomesOf } from './support/outcomes.ts'
import { LONGEST_MS, readRecording } from './support/proof.ts'
import published from './support/published-members.json' with { type: 'json' }
import requestSchemas from './support/published-request.json' with { type: 'json' }
import type { Recording } from './support/reach.ts'
import { loadTables, messagesOf } from './support/rule.ts'

const read = (...path: string[]): string => readFileSync(join(packageRoot, ...path), 'utf8')
const excluded = parse(read('specs', 'excluded.yaml')) as {
  request: Record<string, string>
  rules: Record<string, string>
  forms: Unsent[]
  pairs: Record<string, string>
}

it('docs/RULES.md is generated from the rules', async () => {
  await expect(rulesPage(await loadRules(), await listFaults())).toMatchFileSnapshot('../docs/RULES.md')
})

it('docs/MESSAGES.md is generated from the tables of the rule tests and of the outcomes', async () => {
  const page = messagesPage([...messagesOf(await loadRules(), await loadTables()), ...(await outcomesOf(outcomes))])
  await expect(page).toMatchFileSnapshot('../docs/MESSAGES.md')
})

it(
  'docs/COVERAGE.md lists every member of the contract, and every combination of features',
  async () => {
    const schemas = new Map(
      [...schemaFiles()].map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as unknown]),
    )
    const { $comment: _, ...members } = published
    // The page covers the published contract only.
    const cases = loadSuites().filter(({ api }) => api === DEFAULT_API)
    const { page, missing, unneeded } = coverage({
      published: members,
      schemas,
      cases,
      excluded: excluded.request,
      request: requestSchemas.$defs,
      unsent: excluded.forms,
    })
    const { section, mistakes } = coverPairs(answeredRequests(await readRecording()), excluded.pairs)
    await expect([page, ...section].join('\n')).toMatchFileSnapshot('../docs/COVERAGE.md')
    expect(missing).toEqual([])
    expect(unneeded, 'reasons for what is sent').toEqual([])
    expect(mistakes).toEqual([])
  },
  LONGEST_MS,
)

it('excluded rules do not exist', async () => {
  const rules = await loadRules()
  expect(Object.keys(excluded.rules).filter((id) => rules.has(id))).toEqual([])
})

/** The requests of the suites that the reference server answers with a completion. */
function answeredRequests(recording: Recording): AnsweredRequest[] {
  return recording.flatMap(({ case: id, asked: { body, streamed }, steps }) => {
    const answers = steps.flatMap((step) => (step.hook === 'answers' ? [step.value] : [])).at(-1)
    return body && answers ? [{ case: id, body, streamed, answers }] : []
  })
}
