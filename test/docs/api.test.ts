/** The programs in docs/api.md type-check, and print what the page says. */
import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/foundation/paths.ts'
import { tempFolder } from '../support/cli.ts'
import { examplesIn } from '../support/examples.ts'
import { referenceTarget } from '../support/targets.ts'

const exec = promisify(execFile)
const examples = examplesIn('docs/api.md')
const programs = examples.flatMap(({ language, code, heading }, i) =>
  language === 'ts' ? { heading, code, prints: examples[i + 1]?.code } : [],
)

/** A folder in which the package is installed, with the programs in it. */
function project(baseUrl: string): string {
  const folder = tempFolder()
  for (const name of ['chat-conformance', '@types/node']) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(name === 'chat-conformance' ? packageRoot : join(packageRoot, 'node_modules', name), link)
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { noEmit: false, outDir: 'out', rootDir: '.', preserveSymlinks: true }
  const config = { extends: join(packageRoot, 'tsconfig.json'), compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  for (const [i, { code }] of programs.entries())
    writeFileSync(join(folder, `${i}.ts`), code.replaceAll('http://127.0.0.1:8765/v1', baseUrl))
  return folder
}

describe('docs/api.md', () => {
  it('runs the suite in a program of eight lines', () => {
    expect(programs[0]?.code.trimEnd().split('\n').length).toBeLessThanOrEqual(8)
  })

  it('has programs that type-check and print what the page says', { timeout: 120_000 }, async () => {
    expect(programs.length).toBeGreaterThan(4)
    const folder = project(await referenceTarget())
    const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc')
    const { stdout } = await exec(process.execPath, [tsc, '-p', folder]).catch(
      (error: unknown) => error as { stdout: string },
    )
    expect(stdout).toBe('')
    for (const [i, { heading, prints }] of programs.entries()) {
      const { stdout, stderr } = await exec(process.execPath, [join('out', `${i}.js`)], { cwd: folder })
      expect.soft({ heading, stdout, stderr }).toEqual({ heading, stdout: prints, stderr: '' })
    }
  })
})
