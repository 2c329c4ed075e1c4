/** Runs the command line: in this process from the sources, or as users do, in a separate process with the built package. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { expect, onTestFinished } from 'vitest'
import type { Host } from '../../src/cli/host.ts'
import { runCli } from '../../src/cli/program.ts'
import { packageRoot } from '../../src/foundation/paths.ts'

const MAIN = join(packageRoot, 'dist', 'src', 'cli', 'main.js')

// undici reads these from the process, whatever the host says, so a proxy of the machine must not be set.
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
  delete process.env[name]
  delete process.env[name.toLowerCase()]
}

export interface Ended {
  /** The exit code; the name of the signal if that ended the process. */
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that is running. */
export interface Running {
  /** Resolves with all output once it includes the text. */
  says(text: string): Promise<string>
  signal(name: NodeJS.Signals): void
  readonly ended: Promise<Ended>
}

export interface Started extends Running {
  readonly child: ChildProcessWithoutNullStreams
}

type Env = Readonly<Record<string, string>>

/** None of the machine's own settings are used, in particular no proxies and keys. */
function clean(env: Env): Env {
  const { PATH = '', HOME = '', TMPDIR = tmpdir() } = process.env
  return { PATH, HOME, TMPDIR, ...env }
}

/** Collects output, and calls back on each new piece. */
function openOutput() {
  const text = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  let isOver = false
  const notify = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    text,
    add: (stream: 'stdout' | 'stderr', more: string): void => {
      text[stream] += more
      notify()
    },
    end: (): void => {
      isOver = true
      notify()
    },
    says: (wanted: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const all = text.stdout + text.stderr
          const isThere = all.includes(wanted)
          if (!isThere && !isOver) return
          listeners.delete(look)
          if (isThere) resolve(all)
          else reject(new Error(`it ended without printing ${wanted}:\n${all}`))
        }
        listeners.add(look)
        look()
      }),
  }
}

/** A separate host for a command in this process, and what is printed on it. */
export function openHost(env: Env = {}) {
  const output = openOutput()
  const screen = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      decodeStrings: false,
      write: (chunk: string | Buffer, _, done) => {
        output.add(name, chunk.toString())
        done()
      },
    })
  const host: Host & EventEmitter = Object.assign(new EventEmitter(), {
    stdin: Readable.from([]),
    stdout: screen('stdout'),
    stderr: screen('stderr'),
    env: clean(env),
    exit: (code: number): never => {
      throw new Error(`exit with code ${code}`)
    },
  })
  return { host, output }
}

/** The output without the line that a busy machine causes: that the target has not answered yet. */
function calm({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): Pick<Ended, 'stdout' | 'stderr'> {
  return { stdout, stderr: stderr.replace(/^waiting for the first reply of the target, .*\n/gm, '') }
}

/** Starts `chat-conformance` with these arguments in this process; it is interrupted at the end of the test if it still runs. */
export function begin(args: readonly string[], env: Env = {}): Running {
  const { host, output } = openHost(env)
  const run = async (): Promise<Ended> => {
    host.exitCode = await runCli(args, host)
    host.emit('exit')
    output.end()
    return { code: host.exitCode, ...calm(output.text) }
  }
  const ended = run()
  const signal = (name: NodeJS.Signals): void => void host.emit(name)
  onTestFinished(() => {
    signal('SIGINT')
    return ended.then(() => undefined)
  })
  return { says: output.says, signal, ended }
}

/** Starts `chat-conformance` with these arguments in a separate process; it is killed at the end of the test if it still runs. */
export function start(args: readonly string[], env: Env = {}, cwd = packageRoot): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { env: clean(env), cwd })
  const output = openOutput()
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => output.add(name, text))
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      output.end()
      resolve({ code: code ?? signal, ...calm(output.text) })
    })
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return { child, says: output.says, signal: (name) => void child.kill(name), ended }
}

/** Calls a function with another working directory of this process. */
export async function inFolder<T>(folder: string, call: () => Promise<T>): Promise<T> {
  const before = process.cwd()
  process.chdir(folder)
  try {
    return await call()
  } finally {
    process.chdir(before)
  }
}

/** Runs the command to its end, in this process. It must not print a stack trace. */
export async function cli(args: readonly string[], env: Env = {}, cwd = packageRoot): Promise<Ended> {
  const result = await inFolder(cwd, () => begin(args, env).ended)
  expect(result.stderr).not.toMatch(/^\s+at /m)
  return result
}

/** A folder that is removed at the end of the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chat-conformance-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
