/** Runs shell lines as users and CI machines do, with the built package in place of the one that npx would fetch. */
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { packageRoot } from '../../src/foundation/paths.ts'
import { type Ended, tempFolder } from './cli.ts'

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
exec "${process.execPath}" "${MAIN}" "$@"
`

/** A server that is started by its name: the reference server, with the fault named by FAULT. */
const MY_SERVER = `#!/bin/sh
exec "${process.execPath}" "${MAIN}" serve \${FAULT:+--fault "$FAULT"} "$@"
`

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
