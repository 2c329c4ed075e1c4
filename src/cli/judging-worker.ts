/** The thread that judges the traffic of the proxy and writes the recording, so that traffic never waits for it. */
import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { endpointNamed, wantsStream } from '../ask/apis.ts'
import { loadProfile } from '../ask/load.ts'
import { evaluatedRules } from '../ask/model-free.ts'
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
import type { JudgeRequest, JudgeResult, Setup } from './judging.ts'

const { profile: name, folder } = workerData as Setup
const profile = loadProfile(name)
const rules = evaluatedRules(await loadRules(), [], profile)
// Only after loading: a lower priority would delay the first verdict.
yieldToTraffic()

parentPort?.on('message', (request: JudgeRequest) => {
  const { number } = request
  try {
    parentPort?.postMessage({ number, ...judgeExchange(request) } satisfies JudgeResult)
  } catch (error) {
    const redact = redactor(request.secrets)
    parentPort?.postMessage({ number, trouble: redact((error as Error).message) } satisfies JudgeResult)
  }
})

/** Lowers the priority of this thread below that of the traffic, on systems where threads have their own priority. */
function yieldToTraffic(): void {
  try {
    // On Linux a thread id works like a process id. Node.js does not provide it.
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Other systems have no priorities of threads.
  }
}

function judgeExchange(request: JudgeRequest): Omit<JudgeResult, 'number'> {
  const { number, secrets } = request
  // The redacted exchange is judged, as it is recorded: a replay gives the same result.
  const exchange = exchangeRedactor(secrets, profile.api.protocol)(unpack(request))
  const { request: sent } = exchange
  const endpoint = endpointNamed(profile.api, sent.endpoint)
  const model = asObject(sent.body)?.[endpoint?.adds.model ?? '']
  const id = `${TRAFFIC}/${number}`
  const { pathname, search } = new URL(sent.url)
  const title = `${sent.method} ${pathname}${search}${wantsStream(endpoint, sent.body) ? ', streamed' : ''}`
  const verdict = redactor(secrets)(judgePassed(exchange, { id, title }, rules, profile))
  const result = { verdict, ...(typeof model === 'string' ? { model: model.slice(0, MAX_MODEL_LENGTH) } : {}) }
  if (folder === undefined) return result
  try {
    const file = fileText({ ...HEADING, kind: 'exchange', id, title, exchange: toRecorded(exchange) })
    writeWhole(folder, exchangeFile(number), file)
    return result
  } catch (error) {
    return { ...result, unwritten: fileTrouble(error) }
  }
}

const MAX_MODEL_LENGTH = 200

/** Restores the exchange, with the parsed body of its request. */
function unpack({ exchange, requestBody, body, pieces }: JudgeRequest): Exchange {
  const text = requestBody.length ? Buffer.from(requestBody).toString() : undefined
  const parsed = text === undefined ? undefined : parseJson(text)
  return {
    ...exchange,
    request: {
      ...exchange.request,
      ...(text === undefined ? {} : { text }),
      ...(parsed === undefined ? {} : { body: parsed }),
    },
    pieces: pieces.map(({ at, end }, i) => ({
      at,
      bytes: Buffer.from(body.buffer, pieces[i - 1]?.end ?? 0, end - (pieces[i - 1]?.end ?? 0)),
    })),
  }
}
