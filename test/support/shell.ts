/** Runs shell lines as users and CI machines do, with the built package in place of the one that npx would fetch. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { packageRoot } from '../../src/foundation/paths.ts'
import { cli, type Ended, tempFolder } from './cli.ts'
import { httpTarget } from './targets.ts'

const MAIN = join(packageRoot, 'dist', 'src', 'cli', 'main.js')

/** Fetches nothing: the only package that it knows is this one, in any version. RUN_ARGS holds more arguments of run. */
const NPX = `#!/bin/sh
while :; do case "$1" in
  --yes) shift ;;
  chat-conformance|chat-conformance@*) break ;;
  *) echo "npx: $1 is not known here" >&2; exit 97 ;;
esac; done
shift
if [ "$1" = run ]; then shift; set -- run $RUN_ARGS "$@"; fi
if [ -z "$IN_PROCESS" ]; then exec "${process.execPath}" "${MAIN}" "$@"; fi
at=$(mktemp -d)
pwd > "$at/cwd"
env -0 > "$at/env"
printf '%s\\0' "$@" > "$at/args"
curl --silent --show-error --fail-with-body --data "$at" "$IN_PROCESS" >&2 || exit 98
cat "$at/stdout"
cat "$at/stderr" >&2
exit "$(cat "$at/code")"
`

/** A server that is started by its name: the reference server, with the fault named by FAULT. */
const MY_SERVER = `#!/bin/sh
exec "${process.execPath}" "${MAIN}" serve \${FAULT:+--fault "$FAULT"} "$@"
`

/** The last command. Commands that run at the same time would share the working directory of this process. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Starts a server that runs the commands of `npx` in this process, from the sources: a process of its own costs ten times
 * as much. Its URL is for the variable IN_PROCESS. A request names the folder of the arguments, which receives the output.
 */
export function inProcess(): Promise<string> {
  return httpTarget(async (request, response) => {
    const at = await text(request)
    const ended = last.then(() => runIn(at))
    last = ended.catch(() => undefined)
    const problem = await ended.catch(String)
    response.statusCode = problem === undefined ? 200 : 500
    response.end(problem)
  })
}

async function runIn(at: string): Promise<void> {
  const read = (name: string): string => readFileSync(join(at, name), 'utf8')
  const listed = (name: string): string[] => read(name).split('\0').slice(0, -1)
  const env = listed('env').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  const ended = await cli(listed('args'), Object.fromEntries(env), read('cwd').trimEnd())
  for (const name of ['stdout', 'stderr', 'code'] as const) writeFileSync(join(at, name), String(ended[name]))
}

/** Runs a script with bash as GitHub does; the process group is killed at its end. */
export async function shell(script: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const bin = join(tempFolder(), 'bin')
  mkdirSync(bin)
  for (const [name, text] of Object.entries({ npx: NPX, 'my-server': MY_SERVER })) {
    writeFileSync(join(bin, name), text)
    chmodSync(join(bin, name), 0o755)
  }
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: { HOME, TMPDIR: tempFolder(), ...env, PATH: `${bin}${delimiter}${PATH}` },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<number | string | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal))
  })
  // Background processes would keep its pipes open.
  child.on('exit', () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // No background process was left.
    }
  })
  return { code: await ended, stdout, stderr }
}
