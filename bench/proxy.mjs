// What the proxy adds, measured side by side in one run: the same streamed requests straight to the reference server and
// through the proxy before it, each in a process of its own, in turn, over kept connections on loopback. Differences and
// ratios of medians, because the machine is noisy.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'

const CLI = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url))
const ROUNDS = Number(process.argv[2] ?? 7)
const REQUESTS = 150
const BODY = JSON.stringify({
  model: 'reference-1',
  messages: [{ role: 'user', content: 'Count from 1 to 20.' }],
  stream: true,
})

const server = spawn(process.execPath, [CLI, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
const direct = await address(server.stdout)
const proxy = spawn(process.execPath, [CLI, 'proxy', '--target', direct, '--port', '0'], {
  stdio: ['ignore', 'ignore', 'pipe'],
})
const proxied = await address(proxy.stderr)
// Its lines must not fill the pipe.
proxy.stderr.resume()
try {
  for (const concurrency of [1, 8, 32]) {
    const rows = []
    for (let round = 0; round <= ROUNDS; round++) {
      const row = { direct: await measure(direct, concurrency), proxied: await measure(proxied, concurrency) }
      // The first round warms up.
      if (round) rows.push(row)
    }
    report(concurrency, rows)
  }
} finally {
  proxy.kill('SIGKILL')
  server.kill()
}

async function address(stream) {
  let said = ''
  for await (const text of stream.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text
    const found = /listens on (http:\/\/\S+\/v1)/.exec(said)
    if (found) return found[1]
  }
  throw new Error(`no address was said: ${said}`)
}

async function measure(base, concurrency) {
  const dispatcher = new Agent({ connections: concurrency })
  const first = []
  const total = []
  let left = REQUESTS
  const began = performance.now()
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) {
        const sent = performance.now()
        const headers = { 'content-type': 'application/json' }
        const reply = await request(`${base}/chat/completions`, { method: 'POST', headers, body: BODY, dispatcher })
        let at
        for await (const _ of reply.body) at ??= performance.now()
        first.push(at - sent)
        total.push(performance.now() - sent)
      }
    }),
  )
  const wall = performance.now() - began
  await dispatcher.close()
  return { first: median(first), total: median(total), perSecond: (REQUESTS / wall) * 1000 }
}

function report(concurrency, rows) {
  const of = (side, what) => median(rows.map((row) => row[side][what]))
  const line = (what) => {
    const [plain, through] = [of('direct', what), of('proxied', what)]
    const ratio = median(rows.map((row) => row.proxied[what] / row.direct[what]))
    const added = what === 'perSecond' ? '' : `  +${(through - plain).toFixed(2)} ms`
    return `${plain.toFixed(2)} → ${through.toFixed(2)}${added}  ratio ${ratio.toFixed(2)}`
  }
  console.log(
    `proxy, ${concurrency} at a time, ${rows.length} rounds of ${REQUESTS} streams, medians, direct → proxied`,
  )
  console.log(`  first piece  ${line('first')}`)
  console.log(`  whole reply  ${line('total')}`)
  console.log(`  per second   ${line('perSecond')}`)
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
