/**
 * Replies of several servers in their own forms, judged by the real command. `strict`: matches the published contract to the
 * letter. `core`: has what ordinary clients need; three replies are judged otherwise, each for the reason given.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/foundation/paths.ts'
import { cli, tempFolder } from '../support/cli.ts'

type Says = 'yes' | 'no'
const folder = join(packageRoot, 'test', 'capture', 'dialects')

const REPLIES: readonly (readonly [file: string, strict: Says, core: Says, otherwise?: string])[] = [
  ['ecnu-completion-table-minimal.json', 'no', 'no'],
  ['ecnu-completion.json', 'no', 'yes'],
  ['ecnu-stream-inferred.sse', 'yes', 'yes'],
  ['fastchat-completion.json', 'no', 'yes'],
  ['fastchat-error-400.json', 'no', 'no'],
  ['fastchat-error-401.json', 'no', 'no'],
  ['fastchat-llava-stream-leak.sse', 'no', 'no'],
  ['fastchat-llava-stream.sse', 'no', 'no'],
  ['fastchat-stream-error.sse', 'no', 'no'],
  ['lightllm-completion.json', 'no', 'no', 'tool_calls null is tolerated: clients read it as absent'],
  ['lightllm-error-400.json', 'no', 'yes'],
  ['lightllm-error-422.json', 'no', 'no'],
  ['lightllm-error-429.json', 'no', 'yes'],
  ['lightllm-legacy-generate-current.json', 'no', 'no'],
  ['lightllm-legacy-generate-n2.json', 'no', 'no'],
  ['lightllm-legacy-generate.json', 'no', 'no'],
  ['lightllm-legacy-stream-current.sse', 'no', 'no'],
  ['lightllm-legacy-stream.sse', 'no', 'no'],
  ['lightllm-models.json', 'yes', 'yes'],
  ['lightllm-stream-2026-04-usage.sse', 'no', 'no'],
  ['lightllm-stream-2026-04.sse', 'no', 'no'],
  ['lightllm-stream-chunk-corrected-zh.sse', 'yes', 'yes'],
  ['lightllm-stream-chunk-corrected.sse', 'yes', 'yes'],
  ['lightllm-stream-chunk-incomplete-zh.sse', 'no', 'no'],
  ['lightllm-stream-chunk-incomplete.sse', 'no', 'no'],
  ['lightllm-stream-current.sse', 'yes', 'yes'],
  [
    'lightllm-stream-error.sse',
    'no',
    'no',
    'an error in mid-stream that clients understand, which ends without [DONE]',
  ],
  ['lightllm-stream-reasoning-current.sse', 'yes', 'yes'],
  ['lightllm-tool-completion.json', 'no', 'yes'],
  ['lightllm-tool-stream-current.sse', 'yes', 'yes'],
  ['mindie-completion-current.json', 'no', 'yes'],
  ['mindie-completion-toolcalls-null.json', 'no', 'no', 'tool_calls null is tolerated: clients read it as absent'],
  ['mindie-completion.json', 'no', 'yes'],
  ['mindie-error-422.json', 'no', 'no'],
  ['mindie-models.json', 'no', 'no'],
  ['mindie-stream-current.sse', 'yes', 'yes'],
  ['mindie-stream-fulltext.sse', 'yes', 'yes'],
  ['mindie-stream.sse', 'yes', 'yes'],
  ['mindie-tool-completion.json', 'no', 'yes'],
]

/** The request → the place and the rule of each finding. */
const REQUESTS: Readonly<Record<string, readonly string[]>> = {
  'ecnu-request.json': [],
  'fastchat-llava-request.json': [],
  'lightllm-request-audio.json': ['request/part-types /messages/0/content/0/type (tolerated)'],
  'lightllm-request-chat.json': [],
  'lightllm-request-image.json': [],
  'lightllm-request-stream.json': [],
  'lightllm-request-tools-stream.json': [],
  'lightllm-request-tools.json': [],
  'mindie-request-multimodal.json': ['request/part-shape /messages/0/content/1/image_url'],
  'mindie-request.json': [],
}
/** Another protocol: none of it is recognised as chat completions. */
const FOREIGN = ['audio', 'image', 'text', 'two-images'].map((name) => `lightllm-legacy-request-${name}.json`)

interface Judged {
  readonly outcome: string
  readonly findings: readonly { rule: string; at: string; tolerated?: string }[]
}
const verdicts = new Map<string, Promise<Map<string, Judged>>>()

/** All files are judged together, when the first result is needed. */
function verdictsBy(profile: string): Promise<Map<string, Judged>> {
  const known = verdicts.get(profile) ?? judgeAll(profile)
  verdicts.set(profile, known)
  return known
}

async function judgeAll(profile: string): Promise<Map<string, Judged>> {
  const names = readdirSync(folder)
  const legacy = names.filter((name) => name.startsWith('lightllm-legacy-generate'))
  const report = join(tempFolder(), 'report.json')
  const judged = new Map<string, Judged>()
  for (const flags of [names.filter((name) => !legacy.includes(name)), ['--as', 'completion', ...legacy]]) {
    const { code } = await cli(['check', '--profile', profile, '--reporter', `json=${report}`, ...flags], {}, folder)
    expect(code).toBe(1)
    const { cases } = JSON.parse(readFileSync(report, 'utf8')) as { cases: (Judged & { suite: string })[] }
    for (const judgedCase of cases) judged.set(judgedCase.suite, judgedCase)
  }
  return judged
}

async function conforms(profile: string, file: string): Promise<Says> {
  const outcome = (await verdictsBy(profile)).get(file)?.outcome
  return outcome === 'pass' || outcome === 'warn' ? 'yes' : 'no'
}

describe('replies', () => {
  it.each(REPLIES.map(([file, strict, core, otherwise]) => ({ file, strict, core, otherwise })))(
    '$file: strict $strict, core $core',
    async ({ file, strict, core, otherwise }) => {
      const isLawful = file === 'lightllm-stream-error.sse'
      expect(await conforms('openai', file)).toBe(isLawful ? 'yes' : strict)
      expect(await conforms('compatible', file)).toBe(otherwise ? 'yes' : core)
    },
  )

  it('are all in the table', () => {
    const known = [...REPLIES.map(([file]) => file), ...Object.keys(REQUESTS), ...FOREIGN]
    expect(readdirSync(folder).sort()).toEqual(known.sort())
  })

  it('lack exactly created, model and the role in the incomplete chunk', async () => {
    const judged = await verdictsBy('compatible')
    const places = ['', '-zh'].map((zh) =>
      judged.get(`lightllm-stream-chunk-incomplete${zh}.sse`)?.findings.map(({ at }) => at),
    )
    const three = ['/chunks/0/created', '/chunks/0/model', '/chunks/0/choices/0/delta/role']
    expect(places).toEqual([three, three])
  })
})

describe('requests', () => {
  it.each(Object.entries(REQUESTS))('%s', async (file, expected) => {
    const findings = (await verdictsBy('compatible'))
      .get(file)
      ?.findings.map(({ rule, at, tolerated }) => `${rule} ${at}${tolerated ? ' (tolerated)' : ''}`)
    expect(findings).toEqual(expected)
  })

  it.each(FOREIGN)('%s is not recognised as a request', async (file) => {
    expect((await verdictsBy('compatible')).has(file)).toBe(false)
  })
})
