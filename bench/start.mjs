// Measures what the start of the command line costs, in CPU time: other work on the machine hardly changes it. A tiny server
// receives the first request of `run` and reads how much CPU time the process has used until then. `--version` and
// `node -e 0` are measured in turn with it. Both are printed as ratios too, because machines differ. CPU time is read from
// /proc; without it the figures are wall time.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url))
const ROUNDS = Number(process.argv[2] ?? 9)
const MOST_MS = 250
const HAS_PROC = existsSync('/proc/self/stat')
/** A tick of /proc on Linux. */
const TICK_MS = 10

const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const run = ['run', `http://127.0.0.1:${server.address().port}/v1`, '--model', 'any', '--case', 'streaming/short']
const rows = []
for (let round = 0; round <= ROUNDS; round++) {
  const row = { node: untilExit(['-e', '0']), version: untilExit([CLI, '--version']), request: await untilRequest() }
  // The first round is a warm-up.
  if (round) rows.push(row)
}
server.close()

const unit = HAS_PROC ? 'ms of CPU time' : 'ms of wall time'
console.log(`start-up, ${ROUNDS} rounds, ${unit}, means and the median of ratios`)
for (const [name, key] of [
  ['node -e 0', 'node'],
  ['--version', 'version'],
  ['first request', 'request'],
]) {
  const limit = key === 'request' ? `  expected at most ${MOST_MS}` : ''
  console.log(`  ${name.padEnd(14)} ${mean(key).toFixed(0).padStart(5)}  ratio ${ratio(key).toFixed(2)}${limit}`)
}

/** What a process uses from its start to its end. */
function untilExit(args) {
  const before = [performance.now(), ofChildren()]
  spawnSync(process.execPath, args, { stdio: 'ignore' })
  return HAS_PROC ? ofChildren() - before[1] : performance.now() - before[0]
}

/** What `run` uses until its first request arrives. It is ended then. */
async function untilRequest() {
  const before = performance.now()
  const child = spawn(process.execPath, [CLI, ...run], { stdio: 'ignore' })
  const exited = once(child, 'exit')
  const arrived = once(server, 'request').then(([, response]) => {
    const used = HAS_PROC ? ofProcess(child.pid) : performance.now() - before
    child.kill('SIGKILL')
    response.destroy()
    return used
  })
  const used = await Promise.race([arrived, exited.then(([code]) => fail(`run ended without a request: ${code}`))])
  await exited
  return used
}

function fail(message) {
  throw new Error(message)
}

/** Fields 14 to 17 of /proc/<pid>/stat: user and system time of the process, then of the children that it waited for. */
function times(pid) {
  const [, after] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return after
    .split(' ')
    .slice(11, 15)
    .map((ticks) => Number(ticks) * TICK_MS)
}

function ofProcess(pid) {
  const [user, system] = times(pid)
  return user + system
}

function ofChildren() {
  if (!HAS_PROC) return 0
  const [, , user, system] = times('self')
  return user + system
}

/** A tick is long compared with the figures; the mean of many rounds is finer than one round. */
function mean(key) {
  return rows.reduce((sum, row) => sum + row[key], 0) / rows.length
}

function ratio(key) {
  return rows.map((row) => row[key] / row.node).sort((a, b) => a - b)[Math.floor(rows.length / 2)]
}
