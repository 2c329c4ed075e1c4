/** Runs the command line as users do: a process of its own, on the built package. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { packageRoot } from '../../src/foundation/paths.ts'

const MAIN = join(packageRoot, 'dist', 'src', 'cli', 'main.js')

export interface Ended {
  /** The exit code; the name of the signal if that ended the process. */
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams
  /** Resolves once standard output or error holds the text. */
  says(text: string): Promise<void>
  readonly ended: Promise<Ended>
}

type Env = Readonly<Record<string, string>>

/** Nothing of the machine's own settings gets in, proxies and keys least of all. */
function clean(env: Env): Env {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  return { PATH, HOME, TMPDIR, ...env }
}

/** Starts `chat-conformance` with these arguments; it is killed at the end of the test if it still runs. */
export function start(args: readonly string[], env: Env = {}, cwd = packageRoot): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { env: clean(env), cwd })
  let stdout = ''
  let stderr = ''
  const listeners = new Set<() => void>()
  const told = (): void => {
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    told()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    told()
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      resolve({ code: code ?? signal, stdout, stderr })
      told()
    })
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!`${stdout}${stderr}`.includes(text) && child.exitCode === null) return
        listeners.delete(look)
        if (`${stdout}${stderr}`.includes(text)) resolve()
        else reject(new Error(`it ended without saying ${text}:\n${stdout}${stderr}`))
      }
      listeners.add(look)
      look()
    })
  return { child, says, ended }
}

/** Runs it to its end. No stack trace is ever for users. */
export async function cli(args: readonly string[], env: Env = {}, cwd?: string): Promise<Ended> {
  const result = await start(args, env, cwd).ended
  expect(result.stderr).not.toMatch(/^\s+at /m)
  return result
}

/** A folder that is removed at the end of the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-conformance-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
