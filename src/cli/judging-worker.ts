/** A thread that judges what passed through the proxy and writes the recording, so that the traffic never waits for it. */
import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { loadProfile } from '../ask/load.ts'
import { loadRules } from '../ask/registry.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { asObject, parseJson } from '../foundation/json.ts'
import { writeWhole } from '../foundation/write-whole.ts'
import type { Exchange } from '../model/index.ts'
import { exchangeFile } from '../recording/read-recording.ts'
import { fileText, HEADING, toRecorded } from '../recording/recording.ts'
import { redactor } from '../wire/redact.ts'
import { exchangeRedactor } from '../wire/redact-exchange.ts'
import { judgePassed, TRAFFIC } from './judge-passed.ts'
import type { Answer, Question, Setup } from './judging.ts'

const { profile: name, folder } = workerData as Setup
const profile = loadProfile(name)
const rules = await loadRules()
// Only now: what is still being loaded would be late for the first verdict.
yieldToTraffic()

parentPort?.on('message', (question: Question) => {
  const { number } = question
  try {
    parentPort?.postMessage({ number, ...answerTo(question) } satisfies Answer)
  } catch (error) {
    const redact = redactor(question.secrets)
    parentPort?.postMessage({ number, trouble: redact((error as Error).message) } satisfies Answer)
  }
})

/** Where threads have priorities of their own, this one waits while traffic wants the processor. */
function yieldToTraffic(): void {
  try {
    // Linux takes the number of a thread for that of a process; Node.js does not tell it.
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Elsewhere all threads are alike.
  }
}

function answerTo(question: Question): Omit<Answer, 'number'> {
  const { number, secrets } = question
  // What is judged is what is recorded, so that a replay says the same.
  const exchange = exchangeRedactor(secrets)(unpacked(question))
  const { request } = exchange
  const { model, stream } = (asObject(request.body) ?? {}) as { model?: unknown; stream?: unknown }
  const id = `${TRAFFIC}/${number}`
  const { pathname, search } = new URL(request.url)
  const title = `${request.method} ${pathname}${search}${stream === true ? ', streamed' : ''}`
  const verdict = redactor(secrets)(judgePassed(exchange, { id, title }, rules, profile))
  const answer = { verdict, ...(typeof model === 'string' ? { model: model.slice(0, LONGEST_MODEL) } : {}) }
  if (folder === undefined) return answer
  try {
    const file = fileText({ ...HEADING, kind: 'exchange', id, title, exchange: toRecorded(exchange) })
    writeWhole(folder, exchangeFile(number), file)
    return answer
  } catch (error) {
    return { ...answer, unwritten: fileTrouble(error) }
  }
}

const LONGEST_MODEL = 200

/** The exchange as it was, with its request understood. */
function unpacked({ exchange, asked, body, pieces }: Question): Exchange {
  const text = asked.length ? Buffer.from(asked).toString() : undefined
  const understood = text === undefined ? undefined : parseJson(text)
  return {
    ...exchange,
    request: {
      ...exchange.request,
      ...(text === undefined ? {} : { text }),
      ...(understood === undefined ? {} : { body: understood }),
    },
    pieces: pieces.map(({ at, end }, i) => ({
      at,
      bytes: Buffer.from(body.buffer, pieces[i - 1]?.end ?? 0, end - (pieces[i - 1]?.end ?? 0)),
    })),
  }
}
