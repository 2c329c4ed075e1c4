// Measures the latency that the proxy adds. In one run, the same streamed requests are sent alternately to the reference
// server and through a proxy in front of it, each in its own process, over persistent loopback connections. It prints
// differences and ratios of medians, because timings on a shared machine vary.
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
// Drains the output, so that the pipe does not fill up.
proxy.stderr.resume()
try {
  for (const concurrency of [1, 8, 32]) {
    const rows = []
    for (let round = 0; round <= ROUNDS; round++) {
      const row = { direct: await measure(direct, concurrency), proxied: await measure(proxied, concurrency) }
      // The first round is a warm-up.
      if (round) rows.push(row)
    }
    report(concurrency, rows)
  }
} finally {
  proxy.kill('SIGKILL')
  server.kill()
}

async function address(stream) {
  let output = ''
  for await (const text of stream.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += text
    const match = /listens on (http:\/\/\S+\/v1)/.exec(output)
    if (match) return match[1]
  }
  throw new Error(`the process printed no address: ${output}`)
}

async function measure(base, concurrency) {
  const dispatcher = new Agent({ connections: concurrency })
  const first = []
  const total = []
  let left = REQUESTS
  const start = performance.now()
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
  const wall = performance.now() - start
  await dispatcher.close()
  return { first: median(first), total: median(total), perSecond: (REQUESTS / wall) * 1000 }
}

function report(concurrency, rows) {
  const medianOf = (side, metric) => median(rows.map((row) => row[side][metric]))
  const line = (metric) => {
    const [direct, proxied] = [medianOf('direct', metric), medianOf('proxied', metric)]
    const ratio = median(rows.map((row) => row.proxied[metric] / row.direct[metric]))
    const added = metric === 'perSecond' ? '' : `  +${(proxied - direct).toFixed(2)} ms`
    return `${direct.toFixed(2)} → ${proxied.toFixed(2)}${added}  ratio ${ratio.toFixed(2)}`
  }
  console.log(
    `proxy, ${concurrency} at a time, ${rows.length} rounds of ${REQUESTS} streams, medians, direct → proxied`,
  )
  console.log(`  first piece  ${line('first')}`)
  console.log(`  full reply   ${line('total')}`)
  console.log(`  per second   ${line('perSecond')}`)
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
