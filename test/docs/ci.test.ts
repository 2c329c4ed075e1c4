/** The recipes of docs/ci.md and docs/examples: their form, and their commands as CI machines run them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { validateWorkflow } from '@action-validator/core'
import { Job } from 'kubernetes-models/batch/v1'
import { PersistentVolumeClaim } from 'kubernetes-models/v1'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { packageRoot } from '../../src/foundation/paths.ts'
import type { Scope } from '../../src/model/index.ts'
import { type Ended, tempFolder } from '../support/cli.ts'
import { examplesIn } from '../support/examples.ts'
import { inProcess, shell } from '../support/shell.ts'
import { nobody, referenceTarget } from '../support/targets.ts'

const page = examplesIn('docs/ci.md')
const read = (file: string): string => readFileSync(join(packageRoot, 'docs', 'examples', file), 'utf8')
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

/** A few cases are enough to test a recipe. */
const FEW = { RUN_ARGS: '--suite models --suite streaming', MY_SERVER_KEY: 'any-key-will-do' }

/** The commands of a script run as users run them: each starts the built package. One recipe of each CI system does. */
const AS_USERS = { IN_PROCESS: '' }

/** Runs a script with this server in place of the servers that it names. Its commands run in process by default. */
async function run(
  script: string,
  folder: string,
  baseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { host, port } = new URL(baseUrl)
  const placed = script
    .replaceAll('https://llm.example.com/v1', baseUrl)
    .replace(/\b(127\.0\.0\.1|server|my-server):8000/g, host)
    .replaceAll('--port 8000', `--port ${port}`)
  expect(placed).not.toMatch(/8000|example\.com/)
  return shell(placed, folder, { ...FEW, IN_PROCESS: await inProcess(), ...env })
}

/** A project with an empty baseline. */
function project(): string {
  const folder = tempFolder()
  write(folder, 'conformance/known.yaml', 'format: chat-conformance/baseline\nversion: 1\nknown: []\n')
  return folder
}

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

const reportIn = (folder: string, file = 'report.json') =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as { summary: { outcome: string }; cases: { id: string }[] }

let verdicts: number | undefined

/** The number of verdicts for `FEW`, with the comparison of all replies. */
async function expectedCount(baseUrl: string): Promise<number> {
  if (verdicts !== undefined) return verdicts
  const folder = tempFolder()
  await run('npx chat-conformance run https://llm.example.com/v1 --reporter json=report.json', folder, baseUrl)
  verdicts = reportIn(folder).cases.length
  return verdicts
}

describe('docs/ci.md', { timeout: 120_000 }, () => {
  const scriptUnder = (title: string): string =>
    page.find(({ language, heading }) => language === 'sh' && heading === title)?.code ?? ''

  it('links every example', () => {
    const text = readFileSync(join(packageRoot, 'docs', 'ci.md'), 'utf8')
    for (const file of readdirSync(join(packageRoot, 'docs', 'examples'))) expect(text).toContain(`(examples/${file})`)
  })

  it('has a gate that accepts known failures and rejects new or fixed ones', async () => {
    const folder = tempFolder()
    const broken = await referenceTarget({ faults: ['done-missing'] })
    const script = scriptUnder('A gate that holds from the first day')
    const check = script.split('\n').at(-2) ?? ''
    expect(await run(script, folder, broken)).toMatchObject({ code: 0 })
    const fixed = await run(check, folder, await referenceTarget())
    expect(fixed).toMatchObject({ code: 1, stdout: expect.stringContaining('gone: stream/done-present') })
    const worse = await run(
      check,
      folder,
      await referenceTarget({ faults: ['done-missing', 'chunk-object-completion'] }),
    )
    expect(worse).toMatchObject({ code: 1, stdout: expect.stringContaining('1 new defect') })
  })

  it('splits a run into shards', async () => {
    const folder = project()
    const baseUrl = await referenceTarget()
    expect(await run(scriptUnder('Many machines'), folder, baseUrl)).toMatchObject({ code: 0 })
    expect(reportIn(folder).cases.length).toBe(await expectedCount(baseUrl))
  })

  it('resumes an interrupted run', async () => {
    const folder = tempFolder()
    const baseUrl = await referenceTarget()
    const [first = '', second = ''] = scriptUnder('A run that was cut off').split('\n')
    expect(await run(first, folder, baseUrl)).toMatchObject({ code: 0 })
    const events = readFileSync(join(folder, 'run.jsonl'), 'utf8')
    writeFileSync(join(folder, 'run.jsonl'), events.slice(0, events.length / 3))
    expect(await run(second, folder, baseUrl)).toMatchObject({ code: 0 })
    expect(reportIn(folder).cases.length).toBe(await expectedCount(baseUrl))
  })
})

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly WorkflowStep[] } & Record<string, unknown>>>
}
interface WorkflowStep {
  readonly id?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
  readonly run?: string
}

/** The scripts of a job, one after the other in one shell, so that background processes of a step keep running. */
function scriptOf({ jobs }: Workflow, name: string, matrix: Readonly<Record<string, number>> = {}): string {
  const scripts = (jobs[name]?.steps ?? []).flatMap((step) => step.run ?? [])
  const text = scripts.map((script) => `(\n${script}\n)`).join('\n')
  return text.replace(/\$\{\{ matrix\.(\w+) \}\}/g, (_, key: string) => String(matrix[key]))
}

describe('the workflows of GitHub', { timeout: 120_000 }, () => {
  const workflows = readdirSync(join(packageRoot, 'docs', 'examples')).filter((file) => file.startsWith('github-'))

  it.each(workflows)('%s is valid by the schema of workflows', (file) => {
    expect(validateWorkflow(read(file)).errors).toEqual([])
    expect(validateWorkflow(read(file).replace('runs-on', 'runs-in')).errors).not.toEqual([])
    // Only the number of a shard, which no outsider can choose, is used inside a script.
    const { jobs } = parse(read(file)) as Workflow
    for (const name of Object.keys(jobs)) expect(scriptOf({ jobs }, name)).not.toContain('${{')
  })

  it('use the action with inputs that it declares', () => {
    const action = parse(readFileSync(join(packageRoot, 'action.yml'), 'utf8')) as Record<'inputs' | 'outputs', object>
    const inline = parse(
      page.find(({ language, code }) => language === 'yaml' && code.includes('uses:'))?.code ?? '',
    ) as WorkflowStep[]
    const { jobs } = parse(read('github-action.yml')) as Workflow
    const uses = [...inline, ...(jobs.conformance?.steps ?? [])].filter(({ uses }) =>
      uses?.includes('/chat-conformance@'),
    )
    expect(uses.length).toBe(2)
    for (const step of uses)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})))
    const outputs = [...read('github-action.yml').matchAll(/steps\.conformance\.outputs\.([\w-]+)/g)].map(
      ([, name]) => name,
    )
    expect(outputs.length).toBeGreaterThan(1)
    expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(outputs))
  })

  it('do the same without the action', async () => {
    const folder = project()
    const script = scriptOf(parse(read('github-npx.yml')), 'conformance')
    const { code, stdout } = await run(script, folder, `${await nobody()}/v1`, { FAULT: 'done-missing', ...AS_USERS })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^::error title=MUST stream\/done-present::/m)
    for (const file of ['report.json', 'report.html']) expect(existsSync(join(folder, 'reports', file))).toBe(true)
  })

  it('split the run into shards, also by the durations of the last run', async () => {
    const folder = project()
    const baseUrl = await referenceTarget()
    const workflow = parse(read('github-shards.yml')) as Workflow
    const { matrix } = (workflow.jobs.shard?.strategy ?? {}) as { matrix: { shard: number[] } }
    expect(matrix.shard).toEqual(numbers(8))
    const ran = (shard: number): Promise<Ended> => run(scriptOf(workflow, 'shard', { shard }), folder, baseUrl)
    const shards = await Promise.all(matrix.shard.map(ran))
    expect(shards.map(({ code }) => code)).toEqual(matrix.shard.map(() => 0))
    expect(await run(scriptOf(workflow, 'merge'), folder, baseUrl)).toMatchObject({ code: 0 })
    expect(reportIn(folder, 'last/report.json').cases.length).toBe(await expectedCount(baseUrl))
    const before = planIn(folder)
    expect(await ran(1)).toMatchObject({ code: 0 })
    expect(planIn(folder)).not.toBe(before)
  })
})

/** Returns how the cases were split. */
function planIn(folder: string): string {
  const { scope } = JSON.parse(readFileSync(join(folder, 'shards', '1.json'), 'utf8')) as { scope: Scope }
  return scope.shard?.plan ?? ''
}

describe('gitlab-ci.yml', { timeout: 120_000 }, () => {
  interface GitlabJob {
    readonly script: readonly string[]
    readonly parallel?: number
    readonly needs?: readonly string[]
    readonly artifacts: { readonly paths: readonly string[]; readonly reports?: Readonly<Record<string, string>> }
  }
  const jobs = parse(read('gitlab-ci.yml')) as Readonly<Record<string, GitlabJob>>
  const jobNamed = (name: string): GitlabJob => jobs[name] as GitlabJob

  async function ranJob(name: string, folder: string, baseUrl: string, env: Readonly<Record<string, string>> = {}) {
    const { script, artifacts } = jobNamed(name)
    const ended = await run(script.join('\n'), folder, baseUrl, env)
    for (const file of [...artifacts.paths, ...Object.values(artifacts.reports ?? {})])
      expect(existsSync(join(folder, file))).toBe(true)
    return ended
  }

  it('creates the files that its artifacts name', async () => {
    const baseUrl = await referenceTarget({ faults: ['done-missing'] })
    expect(await ranJob('conformance', project(), baseUrl, AS_USERS)).toMatchObject({ code: 1 })
  })

  it('splits the run into shards', async () => {
    const folder = project()
    const baseUrl = await referenceTarget()
    const { parallel = 0 } = jobNamed('conformance-shard')
    const env = (index: number) => ({ CI_NODE_INDEX: `${index}`, CI_NODE_TOTAL: `${parallel}` })
    await Promise.all(numbers(parallel).map((index) => ranJob('conformance-shard', folder, baseUrl, env(index))))
    expect(jobNamed('conformance-merge').needs).toEqual(['conformance-shard'])
    expect(await ranJob('conformance-merge', folder, baseUrl)).toMatchObject({ code: 0 })
    expect(reportIn(folder).cases.length).toBe(await expectedCount(baseUrl))
  })
})

describe('Jenkinsfile', { timeout: 120_000 }, () => {
  it('creates the files that its steps read', async () => {
    const text = read('Jenkinsfile')
    const [, script = ''] = /sh '''([\s\S]*?)'''/.exec(text) ?? []
    const [, junit = ''] = /junit '(.*)'/.exec(text) ?? []
    const [, archived = ''] = /artifacts: '(.*?)'/.exec(text) ?? []
    expect(text.replace(/[^{]/g, '').length).toBe(text.replace(/[^}]/g, '').length)
    const folder = project()
    // In a Groovy string, a backslash at the end of a line removes the line break.
    const { code } = await run(script.replaceAll('\\\n', ''), folder, await referenceTarget(), AS_USERS)
    expect(code).toBe(0)
    for (const file of [junit, ...archived.split(', ')]) expect(existsSync(join(folder, file))).toBe(true)
  })
})

describe('release.sh', { timeout: 120_000 }, () => {
  it('creates a report and a badge, and prints what changed since the last release', async () => {
    const folder = project()
    const script = read('release.sh')
    const first = await run(script, folder, `${await nobody()}/v1`)
    expect(first).toMatchObject({ code: 0 })
    expect(readFileSync(join(folder, 'release', 'conformance.svg'), 'utf8')).toContain('conforms')
    write(folder, 'conformance/last-release.json', readFileSync(join(folder, 'release', 'report.json'), 'utf8'))
    const second = await run(script, folder, `${await nobody()}/v1`, { FAULT: 'done-missing' })
    expect(second).toMatchObject({ code: 1 })
    expect(readFileSync(join(folder, 'release', 'changes.md'), 'utf8')).toContain('stream/done-present')
    for (const file of ['report.html', 'conformance.json']) expect(existsSync(join(folder, 'release', file))).toBe(true)
  })
})

describe('the Jobs of Kubernetes', { timeout: 120_000 }, () => {
  type Manifest = ConstructorParameters<typeof Job>[0] & { kind: string; spec: NonNullable<Job['spec']> }
  const manifests = ['indexed-job.yaml', 'merge-job.yaml'].flatMap((file) =>
    parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest),
  )
  const commandOf = ({ spec }: Manifest, reports: string): string => {
    const [container] = spec.template.spec?.containers ?? []
    expect(container?.command).toEqual(['bash', '-ec'])
    return (container?.args?.[0] ?? '').replaceAll('/reports', reports)
  }

  it('are valid by the schemas of Kubernetes, and use only members that the schemas define', () => {
    expect(manifests.map(({ kind }) => kind)).toEqual(['Job', 'PersistentVolumeClaim', 'Job'])
    for (const manifest of manifests) {
      const model = manifest.kind === 'Job' ? new Job(manifest) : new PersistentVolumeClaim(manifest as object)
      expect(() => model.validate()).not.toThrow()
    }
    const { spec } = manifests[0] as Manifest
    expect(() => new Job({ spec: { ...spec, completions: 'eight' as unknown as number } }).validate()).toThrow()
    // The schemas accept unknown members; these are the documented members of a Job.
    const known = ['completionMode', 'completions', 'parallelism', 'backoffLimit', 'backoffLimitPerIndex', 'template']
    for (const { kind, spec } of manifests)
      if (kind === 'Job') expect(known).toEqual(expect.arrayContaining(Object.keys(spec)))
  })

  it('split the run by their index and merge the parts', async () => {
    const [job, , merge] = manifests as [Manifest, Manifest, Manifest]
    const folder = tempFolder()
    const baseUrl = await referenceTarget()
    expect(job.spec).toMatchObject({ completionMode: 'Indexed', completions: 8 })
    const pods = await Promise.all(
      numbers(job.spec.completions ?? 0).map((number) =>
        run(commandOf(job, folder), folder, baseUrl, { JOB_COMPLETION_INDEX: `${number - 1}` }),
      ),
    )
    expect(pods.map(({ code }) => code)).toEqual(pods.map(() => 0))
    expect(await run(commandOf(merge, folder), folder, baseUrl)).toMatchObject({ code: 0 })
    expect(reportIn(folder).cases.length).toBe(await expectedCount(baseUrl))
  })
})
