/** The GitHub action: its form, and its steps as a runner would run them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateAction } from '@action-validator/core'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../src/foundation/paths.ts'
import { tempFolder } from './support/cli.ts'
import { shell } from './support/shell.ts'
import { httpTarget, nobody, referenceTarget } from './support/targets.ts'

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly if?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, string>>
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}

const text = readFileSync(join(packageRoot, 'action.yml'), 'utf8')
const action = parse(text) as Action
const { steps } = action.runs
const KEY = 'sk-nobody-may-see-this-9876543210'

interface Ran {
  readonly code: number | string | null
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly folder: string
}

/** Runs the steps that are scripts, with these inputs. */
async function ran(inputs: Readonly<Record<string, string>>): Promise<Ran> {
  const folder = tempFolder()
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary')]
  writeFileSync(output, '')
  writeFileSync(summary, '')
  const [step] = steps.filter(({ run }) => run)
  const filled = (value: string): string =>
    value.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
    )
  const env = Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, value]) => [name, filled(value)]))
  const { code, stdout, stderr } = await shell(step?.run ?? '', folder, {
    ...env,
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_ACTION_PATH: packageRoot,
    RUNNER_TEMP: tempFolder(),
  })
  const outputs = [...readFileSync(output, 'utf8').matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)]
  return {
    code,
    log: stdout + stderr,
    outputs: Object.fromEntries(outputs.map(([, name = '', , value = '']) => [name, value])),
    summary: readFileSync(summary, 'utf8'),
    folder,
  }
}

describe('action.yml', { timeout: 120_000 }, () => {
  it('is valid by the schema of GitHub actions', () => {
    expect(validateAction(text).errors).toEqual([])
    expect(validateAction(text.replace('using: composite', 'using: nothing')).errors).not.toEqual([])
  })

  it('uses every input, as a variable and never inside a script', () => {
    const used = [...JSON.stringify(steps).matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)].map(([, name]) => name)
    expect([...new Set(used)].sort()).toEqual(Object.keys(action.inputs).sort())
    for (const { run = '' } of steps) expect(run).not.toContain('${{')
  })

  it('sets every output', async () => {
    const { outputs } = await ran({ 'base-url': await referenceTarget(), suite: 'models' })
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(action.outputs).sort())
    for (const [name, { value }] of Object.entries(action.outputs))
      expect(value).toBe(`\${{ steps.run.outputs.${name} }}`)
  })

  it('keeps the reports also if the step fails', () => {
    const [, upload] = steps
    expect(upload).toMatchObject({
      uses: 'actions/upload-artifact@v4',
      if: 'always()',
      with: { path: `\${{ inputs.report-dir }}` },
    })
  })
})

describe('the step of the action', { timeout: 120_000 }, () => {
  it('passes for a server that conforms', async () => {
    const { code, outputs, summary, folder } = await ran({
      'base-url': await referenceTarget({ apiKey: KEY }),
      'api-key': KEY,
      suite: 'models\nstreaming\n',
      'report-dir': 'out/reports',
    })
    expect(code).toBe(0)
    expect(outputs).toMatchObject({ outcome: 'conforms', 'exit-code': '0', failed: '0', inconclusive: '0' })
    expect(Number(outputs.passed)).toBeGreaterThan(10)
    expect(outputs.report).toBe('out/reports/report.json')
    for (const file of ['junit.xml', 'report.html']) expect(existsSync(join(folder, 'out/reports', file))).toBe(true)
    expect(summary).toContain('Conforms')
  })

  it('fails for a server that does not, with annotations, and never prints its key', async () => {
    const { code, log, outputs, summary, folder } = await ran({
      'base-url': await referenceTarget({ faults: ['done-missing'], apiKey: KEY }),
      'api-key': KEY,
      case: 'streaming/short\nmodels/list',
      args: '--retries=0\n--header=x-note: two words; $(touch injected)',
    })
    expect(code).toBe(1)
    expect(outputs).toMatchObject({ outcome: 'does-not-conform', 'exit-code': '1', failed: '1', passed: '2' })
    expect(log).toMatch(/^::error title=MUST stream\/done-present::/m)
    expect(summary).toContain('stream/done-present')
    expect(log.replace(`::add-mask::${KEY}\n`, '')).not.toContain(KEY)
    expect(summary + readFileSync(join(folder, outputs.report ?? ''), 'utf8')).not.toContain(KEY)
    expect(existsSync(join(folder, 'injected'))).toBe(false)
  })

  it.each(['"; touch injected; "', '$(touch injected)', '`touch injected`', "'; touch injected #", '--help'])(
    'treats %s as a value in any input',
    async (evil) => {
      const inputs = Object.fromEntries(Object.keys(action.inputs).map((name) => [name, evil]))
      const { code, folder } = await ran({ ...inputs, 'report-dir': 'out' })
      expect(code).toBe(2)
      expect(existsSync(join(folder, 'injected'))).toBe(false)
    },
  )

  it('never runs text of the server as a command', async () => {
    const evil = `${'x '.repeat(60)}\n::error::evil\n ::warning::evil`
    const url = await httpTarget((request, response) => {
      response.writeHead(request.method === 'GET' ? 200 : 400, { 'content-type': 'application/json' })
      const error = { message: evil, type: 'invalid_request_error', param: null, code: null }
      const models = { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'us' }] }
      response.end(JSON.stringify(request.method === 'GET' ? models : { error }))
    })
    const { log } = await ran({ 'base-url': `${url}/v1`, case: 'function-calling/**', 'fail-on': 'never' })
    const [, token = '?'] = /^::stop-commands::(.+)$/m.exec(log) ?? []
    const [, after = ''] = log.split(`::${token}::\n`)
    expect(token.length).toBeGreaterThan(30)
    expect(after.split('\n').filter((line) => /^\s*::(?!error file=|warning file=)/.test(line))).toEqual([])
  })

  it('distinguishes a server that cannot be tested from a server that fails', async () => {
    const { code, outputs } = await ran({ 'base-url': `${await nobody()}/v1` })
    expect(code).toBe(3)
    expect(outputs).toMatchObject({ outcome: 'not-tested', 'exit-code': '3', passed: '0', failed: '0' })
  })

  it('compares with a baseline', async () => {
    const baseUrl = await referenceTarget({ faults: ['done-missing'] })
    const known = join(tempFolder(), 'known.yaml')
    const inputs = { 'base-url': baseUrl, case: 'streaming/short', baseline: known, 'max-inconclusive': '5%' }
    expect((await ran({ ...inputs, args: '--update-baseline' })).code).toBe(0)
    expect((await ran(inputs)).code).toBe(0)
    writeFileSync(
      known,
      readFileSync(known, 'utf8')
        .replace(/- rule:[\s\S]*/, '')
        .replace(/known:\s*$/, 'known: []\n'),
    )
    expect((await ran(inputs)).code).toBe(1)
  })
})
