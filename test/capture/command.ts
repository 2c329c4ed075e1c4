/** Runs `check` in this process, with flags as an object. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type CheckFlags, checkCommand } from '../../src/cli/check.ts'
import { withHost } from '../../src/cli/host.ts'
import { inFolder, openHost, tempFolder } from '../support/cli.ts'

export type Files = Readonly<Record<string, string | Buffer>>

export interface Verdict {
  readonly id: string
  readonly title: string
  readonly outcome: string
  readonly reason?: string
  readonly findings: readonly {
    readonly rule: string
    readonly level: string
    readonly at: string
    readonly tolerated?: string
    readonly place: { readonly line: number; readonly column: number }
  }[]
  readonly clientFindings?: readonly { readonly rule: string; readonly at: string; readonly message: string }[]
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** The JSON report as a string. */
  readonly report: string
  readonly cases: readonly Verdict[]
  /** Content of a file after the run. */
  read(name: string): Buffer
}

/** Writes the files, and judges those with these names. */
export async function check(files: Files, flags: Partial<CheckFlags> = {}, names = Object.keys(files)): Promise<Ended> {
  const folder = tempFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return within(folder, names, flags)
}

/** Judges files of an existing folder. */
export async function within(
  folder: string,
  names: readonly string[],
  flags: Partial<CheckFlags> = {},
): Promise<Ended> {
  const file = join(tempFolder(), 'report.json')
  const { host, output } = openHost()
  const all: CheckFlags = {
    profile: 'compatible',
    failOn: 'must',
    ...flags,
    reporter: [`json=${file}`, ...(flags.reporter ?? [])],
  }
  const code = await inFolder(folder, () => withHost(host, () => checkCommand(names, all)))
  const report = readFileSync(file, 'utf8')
  const { cases } = JSON.parse(report) as { cases: Verdict[] }
  // The report is of the tests.
  const stderr = output.text.stderr.replace(`note: written: ${file}\n`, '')
  return { code, ...output.text, stderr, report, cases, read: (name) => readFileSync(join(folder, name)) }
}
