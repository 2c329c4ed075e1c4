// Measures the overhead of the suite. In one run, the complete suite runs against a reference server in its own process, and
// a bare undici loop sends the same requests to the same server with the same concurrency and only parses the JSON. It prints
// ratios, because timings on a shared machine vary.
import { spawn } from 'node:child_process'
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
    rows.push({ bare: await measure(() => bareLoop(sent)), suite: await measure(runSuite) })
  const ratio = (measure) => median(rows.map(({ suite, bare }) => measure(suite) / measure(bare)))
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

async function address(child) {
  let output = ''
  for await (const text of child.stdout.setEncoding('utf8')) {
    output += text
    const match = /http:\/\/[^\s'"]+\/v1/.exec(output)
    if (match) return match[0]
  }
  throw new Error(`the server printed no address: ${output}`)
}

function prepare(send) {
  const profile = loadProfile('compatible')
  const target = { baseUrl, model: 'reference-1', profile: profile.name }
  const plan = makePlan({ cases: loadSuites(), target, profile, hasKey: false, servesFixtures: false })
  const setting = { ...target, headers: { accept: 'application/json, text/event-stream' } }
  return {
    plan,
    tools: { send, profile, setting, attempts: 1, concurrency: CONCURRENCY, secrets: new Map(), version: '0' },
  }
}

async function runSuite() {
  const wire = openWire({ ...WIRE_DEFAULTS, proxies: false })
  const { plan, tools } = prepare(wire.send)
  for await (const event of run(plan, { ...tools, rules: await loadRules() }, new AbortController().signal)) void event
  await wire.close()
}

/** The requests that the suite actually sends. */
async function collect() {
  const sent = []
  const wire = openWire({ ...WIRE_DEFAULTS, proxies: false })
  const { plan, tools } = prepare((message, signal) => {
    sent.push(message)
    return wire.send(message, signal)
  })
  for await (const event of run(plan, { ...tools, rules: new Map() }, new AbortController().signal)) void event
  await wire.close()
  return sent
}

async function bareLoop(sent) {
  const dispatcher = new Agent()
  let next = 0
  const work = async () => {
    while (next < sent.length) {
      const { url, method, headers, text } = sent[next++]
      const reply = await request(url, { method, headers, body: text ?? null, dispatcher })
      const body = await reply.body.text()
      const texts = body.startsWith('{') ? [body] : [...body.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => data)
      for (const json of texts) JSON.parse(json)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
  await dispatcher.close()
}

async function measure(work) {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  return { wall, cpu: (user + system) / 1000 }
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

function ms(number) {
  return `${number.toFixed(0)} ms`
}
