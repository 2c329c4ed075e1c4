/** What real servers said, judged again: the findings are those that were checked by hand against the bytes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeCaptured } from '../src/captured.ts'
import { loadProfile } from '../src/load.ts'
import type { Exchange, Json } from '../src/model.ts'
import { packageRoot } from '../src/paths.ts'
import { loadRules } from '../src/registry.ts'

interface Recording {
  readonly server: string
  readonly request: { readonly method: string; readonly path: string; readonly body: Json }
  readonly sentAt: number
  readonly status: number
  readonly headers: readonly [string, string][]
  readonly pieces: readonly { readonly at: number; readonly text: string }[]
  readonly ended: Exchange['ended']
  readonly totalMs: number
}

const folder = join(packageRoot, 'fixtures', 'recordings')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
const rules = await loadRules()
const profile = loadProfile('compatible')

describe('recorded replies', () => {
  it.each(files.sort())('%s', (file) => {
    const recording = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording
    const facts = { id: file, title: recording.server, suite: 'recordings' }
    const { outcome, ...verdict } = judgeCaptured(exchangeOf(recording), facts, rules, profile)
    const findings = verdict.findings.map(
      ({ level, rule, at, message, tolerated: reason }) =>
        `${level} ${rule} ${at} ${message}${reason ? ' (tolerated)' : ''}`,
    )
    expect({ server: recording.server, outcome, findings }).toMatchSnapshot()
  })
})

function exchangeOf({ request, pieces, totalMs, ...facts }: Recording): Exchange {
  const text = JSON.stringify(request.body)
  return {
    ...facts,
    request: {
      method: request.method,
      url: `http://127.0.0.1${request.path}`,
      endpoint: 'chat',
      headers: { 'content-type': 'application/json' },
      text,
      body: request.body,
    },
    pieces: pieces.map(({ at, text: said }) => ({ at, bytes: Buffer.from(said) })),
    timings: { totalMs },
    retries: [],
  }
}
