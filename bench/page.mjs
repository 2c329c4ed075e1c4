// Measures how long the page of a large report takes to open in a real browser: 400 cases with 5,000 chunks in total, then
// one case whose stream has all 5,000 chunks.
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import html from '../dist/reporters/html.js'
import { loadRules } from '../dist/src/ask/registry.js'
import { readReport } from '../dist/src/report/read-report.js'
import { eventsOf } from '../dist/src/report/report-events.js'

const ROUNDS = Number(process.argv[2] ?? 7)
const CHUNKS = 5000
const executablePath = ['chromium', 'chromium-browser', 'google-chrome']
  .map((name) => `/usr/bin/${name}`)
  .find((path) => existsSync(path))
if (!executablePath) throw new Error('Chromium is missing: apt-get install chromium')

const rules = await loadRules()
const folder = mkdtempSync(join(tmpdir(), 'chat-conformance-bench-'))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
try {
  const many = readReport(fileURLToPath(new URL('../fixtures/runs/many-cases.json', import.meta.url)), rules).report
  const { cases } = many
  const each = CHUNKS / cases.length
  const spread = write('spread', {
    ...many,
    cases: cases.map((verdict, i) => withStream(verdict, i % 2 ? Math.floor(each) : Math.ceil(each))),
  })
  const long = write('long', { ...many, cases: cases.map((verdict, i) => (i ? verdict : withStream(verdict, CHUNKS))) })
  const rows = []
  for (let round = 0; round < ROUNDS; round++)
    rows.push({
      list: await opening(spread.address),
      long: await opening(long.address),
      first: await openingCase(long.address, cases[0].id),
    })
  const ms = (value) => `${median(rows.map(value)).toFixed(0)} ms`
  console.log(`${cases.length} cases, ${CHUNKS} chunks, ${ROUNDS} rounds, medians`)
  console.log(
    `in ${cases.length} streams  file ${spread.size}  list ${ms((r) => r.list.loaded)}  painted ${ms((r) => r.list.painted)}`,
  )
  console.log(
    `in one stream    file ${long.size}  list ${ms((r) => r.long.loaded)}  painted ${ms((r) => r.long.painted)}`,
  )
  console.log(`the case of the one stream, from click to paint: ${ms((r) => r.first)}`)
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}

function withStream(verdict, count) {
  const pieces = Array.from({ length: count }, (_, i) => {
    const chunk = {
      id: 'chatcmpl-HLGgYDmTx3TehLdCSF1jxCW2ATkEG',
      object: 'chat.completion.chunk',
      created: 1795319255,
      model: 'small',
      choices: [{ index: 0, delta: { content: `word ${i} ` }, logprobs: null, finish_reason: null }],
    }
    return { at: 20 + i * 7.3, text: `data: ${JSON.stringify(chunk)}\n\n` }
  })
  const reply = { headers: ['content-type: text/event-stream'], pieces }
  return { ...verdict, turns: verdict.turns.map((turn, i) => (i ? turn : { ...turn, reply })) }
}

function write(name, report) {
  const reporter = html({ color: false, rules })
  const path = join(folder, `${name}.html`)
  writeFileSync(path, [...eventsOf(report)].map(reporter).join(''))
  return { address: pathToFileURL(path).href, size: `${(statSync(path).size / 1e6).toFixed(2)} MB` }
}

/** Milliseconds from the start of the navigation until the complete list is loaded, and until the first paint. */
async function opening(address) {
  const page = await browser.newPage()
  await page.goto(address)
  const times = await page.evaluate(async () => {
    const paint = await new Promise((done) => {
      const observer = new PerformanceObserver((list) => {
        const [entry] = list.getEntriesByName('first-contentful-paint')
        if (entry) done(entry)
      })
      observer.observe({ type: 'paint', buffered: true })
    })
    const [navigation] = performance.getEntriesByType('navigation')
    return { loaded: navigation.loadEventEnd, painted: paint.startTime }
  })
  await page.close()
  return times
}

async function openingCase(address, id) {
  const page = await browser.newPage()
  await page.goto(address)
  const time = await page.evaluate(async (id) => {
    const start = performance.now()
    document.querySelector(`[data-case="${id}"]`).click()
    const summary = await new Promise((done) => {
      const look = () => {
        const events = [...document.querySelectorAll('summary')].find((element) =>
          element.textContent.startsWith('Events'),
        )
        if (events) done(events)
        else requestAnimationFrame(look)
      }
      look()
    })
    summary.click()
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))
    return performance.now() - start
  }, id)
  await page.close()
  return time
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
