// What the suite costs beyond the exchange itself, measured side by side in one run: the whole suite against a reference
// server in a process of its own, and a bare undici loop that sends the same requests to the same server with the same
// concurrency and only parses the JSON. Ratios, because the machine is noisy. And start-up against bare node.
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { loadProfile, loadRules, loadSuites, makePlan, openWire, run, WIRE_DEFAULTS } from '../dist/src/index.js'

const CLI = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url))
const ROUNDS = Number(process.argv[2] ?? 7)
const CONCURRENCY = 4

const server = spawn(process.execPath, [CLI, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
const baseUrl = await address(server)
try {
  const sent = await collect()
  const rows = []
  for (let round = 0; round < ROUNDS; round++)
    rows.push({ bare: await measure(() => bare(sent)), suite: await measure(suite) })
  const ratio = (of) => median(rows.map(({ suite, bare }) => of(suite) / of(bare)))
  console.log(`${sent.length} requests, concurrency ${CONCURRENCY}, ${ROUNDS} rounds, medians`)
  console.log(
    `suite      wall ${ms(median(rows.map((r) => r.suite.wall)))}  cpu ${ms(median(rows.map((r) => r.suite.cpu)))}`,
  )
  console.log(
    `bare loop  wall ${ms(median(rows.map((r) => r.bare.wall)))}  cpu ${ms(median(rows.map((r) => r.bare.cpu)))}`,
  )
  console.log(`ratio      wall ${ratio((r) => r.wall).toFixed(2)}  cpu ${ratio((r) => r.cpu).toFixed(2)}`)
} finally {
  server.kill()
}
startUp()

async function address(child) {
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text
    const found = /http:\/\/[^\s'"]+\/v1/.exec(said)
    if (found) return found[0]
  }
  throw new Error(`the server said no address: ${said}`)
}

function prepared(send) {
  const profile = loadProfile('compatible')
  const target = { baseUrl, model: 'reference-1', profile: profile.name }
  const plan = makePlan({ cases: loadSuites(), target, profile, hasKey: false, servesFixtures: false })
  const setting = { ...target, headers: { accept: 'application/json, text/event-stream' } }
  return {
    plan,
    tools: { send, profile, setting, attempts: 1, concurrency: CONCURRENCY, secrets: new Map(), version: '0' },
  }
}

async function suite() {
  const wire = openWire({ ...WIRE_DEFAULTS, proxies: false })
  const { plan, tools } = prepared(wire.send)
  for await (const event of run(plan, { ...tools, rules: await loadRules() }, new AbortController().signal)) void event
  await wire.close()
}

/** The requests that the suite really sends. */
async function collect() {
  const sent = []
  const wire = openWire({ ...WIRE_DEFAULTS, proxies: false })
  const { plan, tools } = prepared((one, signal) => {
    sent.push(one)
    return wire.send(one, signal)
  })
  for await (const event of run(plan, { ...tools, rules: new Map() }, new AbortController().signal)) void event
  await wire.close()
  return sent
}

async function bare(sent) {
  const dispatcher = new Agent()
  let next = 0
  const work = async () => {
    while (next < sent.length) {
      const { url, method, headers, text } = sent[next++]
      const reply = await request(url, { method, headers, body: text ?? null, dispatcher })
      const body = await reply.body.text()
      const texts = body.startsWith('{') ? [body] : [...body.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => data)
      for (const one of texts) JSON.parse(one)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  await dispatcher.close()
}

async function measure(work) {
  const cpu = process.cpuUsage()
  const began = performance.now()
  await work()
  const wall = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1000 }
}

function startUp() {
  const time = (args) => {
    const began = performance.now()
    spawnSync(process.execPath, args, { stdio: 'ignore' })
    return performance.now() - began
  }
  const rows = Array.from({ length: 15 }, () => ({ node: time(['-e', '0']), version: time([CLI, '--version']) }))
  const [node, version] = [median(rows.map((r) => r.node)), median(rows.map((r) => r.version))]
  console.log(
    `start-up   --version ${ms(version)}  node -e 0 ${ms(node)}  ratio ${median(rows.map((r) => r.version / r.node)).toFixed(2)}`,
  )
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

function ms(number) {
  return `${number.toFixed(0)} ms`
}
