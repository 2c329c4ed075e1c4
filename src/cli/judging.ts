/** Sends exchanges to the thread that judges them, and returns its verdicts. */
import { Worker } from 'node:worker_threads'
import type { Exchange, Verdict } from '../model/index.ts'
import type { Captured } from '../proxy/capture.ts'
import type { Secrets } from '../wire/redact.ts'

/** The start-up data of the thread. */
export interface Setup {
  /** Name of the profile, or its file. */
  readonly profile: string
  /** Folder of the recording, if there is one. */
  readonly folder?: string
}

/** An exchange for the thread: all bytes in one array, which is transferred, not copied. */
export interface JudgeRequest {
  readonly number: number
  readonly exchange: Omit<Exchange, 'pieces'>
  readonly secrets: Secrets
  readonly requestBody: Uint8Array
  readonly body: Uint8Array
  /** When each piece of the body arrived, and where it ends. */
  readonly pieces: readonly { readonly at: number; readonly end: number }[]
}

export interface JudgeResult {
  readonly number: number
  readonly verdict?: Verdict
  /** The requested model. */
  readonly model?: string
  /** Why it could not be judged. */
  readonly trouble?: string
  /** Why it could not be recorded. */
  readonly unwritten?: string
}

export interface Judging {
  /** Judges an exchange. Never throws and never blocks. */
  judge(number: number, captured: Captured): Promise<JudgeResult>
  /** Number of exchanges without a result yet. */
  readonly open: () => number
  /** Resolves when every exchange has a result. After `maxMs` the rest gets a result that says so. */
  settle(maxMs: number): Promise<void>
  close(): Promise<void>
}

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** Starts the thread. If it dies, that becomes the result of every exchange from then on. */
export function startJudging(setup: Setup): Judging {
  const worker = new Worker(new URL(`./judging-worker${extension}`, import.meta.url), { workerData: setup })
  const waiting = new Map<number, (result: JudgeResult) => void>()
  let deathReason: string | undefined
  const die = (reason: string): void => {
    deathReason ??= reason
    for (const [number, resolve] of waiting) resolve({ number, trouble: deathReason })
    waiting.clear()
  }
  worker.on('message', (result: JudgeResult) => {
    waiting.get(result.number)?.(result)
    waiting.delete(result.number)
  })
  worker.on('error', ({ message }) => die(`the judging thread failed: ${message}`))
  worker.on('exit', () => die('the judging thread has ended'))
  // It must not keep the process from ending.
  worker.unref()
  return {
    judge: (number, captured) =>
      new Promise((resolve) => {
        if (deathReason) return resolve({ number, trouble: deathReason })
        waiting.set(number, resolve)
        try {
          const request = pack(number, captured)
          worker.postMessage(request, [request.body.buffer, request.requestBody.buffer] as ArrayBuffer[])
        } catch (error) {
          waiting.delete(number)
          resolve({ number, trouble: (error as Error).message })
        }
      }),
    open: () => waiting.size,
    settle: async (maxMs) => {
      const end = performance.now() + maxMs
      while (waiting.size && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
      for (const [number, resolve] of waiting) resolve({ number, trouble: 'the time limit for judging was reached' })
      waiting.clear()
      // Callers of `judge` continue before the caller of `settle`.
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
    close: async () => {
      await worker.terminate()
    },
  }
}

function pack(number: number, { exchange: { pieces, ...exchange }, asked, secrets }: Captured): JudgeRequest {
  let end = 0
  const places = pieces.map(({ at, bytes }) => {
    end += bytes.length
    return { at, end }
  })
  const body = new Uint8Array(end)
  for (const [i, { bytes }] of pieces.entries()) body.set(bytes, (places[i]?.end ?? 0) - bytes.length)
  // A Buffer may be part of a larger array, which must not be transferred.
  return { number, exchange, secrets, requestBody: new Uint8Array(asked), body, pieces: places }
}
