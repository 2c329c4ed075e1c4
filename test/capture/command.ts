/** The command in this process: starting one for each of hundreds of small files would take minutes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { vi } from 'vitest'
import { type CheckFlags, checkCommand } from '../../src/cli/check.ts'
import { tempFolder } from '../support/cli.ts'

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
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  /** The text of the JSON report. */
  readonly report: string
  readonly cases: readonly Verdict[]
  /** What is in the file afterwards. */
  read(name: string): Buffer
}

/** Writes the files, and judges them, or what `names` says. */
export async function check(files: Files, flags: Partial<CheckFlags> = {}, names = Object.keys(files)): Promise<Ended> {
  const folder = tempFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return within(folder, names, flags)
}

/** Judges files of a folder that is there already. */
export async function within(
  folder: string,
  names: readonly string[],
  flags: Partial<CheckFlags> = {},
): Promise<Ended> {
  const before = process.cwd()
  const said = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += String(text)
      return true
    }),
  )
  const file = join(tempFolder(), 'report.json')
  process.chdir(folder)
  try {
    const reporter = [`json=${file}`]
    const code = await checkCommand(names, { profile: 'compatible', failOn: 'must', reporter, ...flags })
    const report = readFileSync(file, 'utf8')
    const { cases } = JSON.parse(report) as { cases: Verdict[] }
    return { code, ...said, report, cases, read: (name) => readFileSync(join(folder, name)) }
  } finally {
    process.chdir(before)
    for (const spy of spies) spy.mockRestore()
  }
}
