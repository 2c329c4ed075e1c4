/** Replies of real servers, judged again: the findings equal those that were checked by hand against the bytes. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadProfile } from '../src/ask/load.ts'
import { loadRules } from '../src/ask/registry.ts'
import { packageRoot } from '../src/foundation/paths.ts'
import { judgeCaptured } from '../src/judge/capture.ts'
import { readFile } from '../src/recording/read-recording.ts'
import { fromRecorded } from '../src/recording/recording.ts'

const folder = join(packageRoot, 'fixtures', 'recordings')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
const rules = await loadRules()
const profile = loadProfile('compatible')

describe('recorded replies', () => {
  it.each(files.sort())('%s', (file) => {
    const { id, title, exchange } = readFile(join(folder, file), 'exchange')
    expect(file).toBe(`${id}.json`)
    const { outcome, ...verdict } = judgeCaptured(
      fromRecorded(exchange),
      { id, title, suite: 'recordings' },
      { rules, profile },
    )
    const findings = verdict.findings.map(
      ({ level, rule, at, message, tolerated: reason }) =>
        `${level} ${rule} ${at} ${message}${reason ? ' (tolerated)' : ''}`,
    )
    expect({ server: title, outcome, findings }).toMatchSnapshot()
  })
})
