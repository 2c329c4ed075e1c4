/** What real servers said, judged again: the findings are those that were checked by hand against the bytes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check } from '../src/check.ts'
import { tolerated } from '../src/judge.ts'
import { loadProfile } from '../src/load.ts'
import type { Exchange, Json } from '../src/model.ts'
import { observe } from '../src/observe.ts'
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
    const seen = observe({ case: file, turn: 0, owed: 'either' }, exchangeOf(recording))
    const findings = tolerated(check(seen, rules, 0), profile).map(
      ({ level, rule, at, message, tolerated: reason }) =>
        `${level} ${rule} ${at} ${message}${reason ? ' (tolerated)' : ''}`,
    )
    expect({ server: recording.server, kind: seen.kind, findings }).toMatchSnapshot()
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
