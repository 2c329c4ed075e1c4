/** The near side of the thread that judges: takes what has passed, and calls back with the verdict. */
import { Worker } from 'node:worker_threads'
import type { Exchange, Verdict } from '../model/index.ts'
import type { Captured } from '../proxy/capture.ts'
import type { Secrets } from '../wire/redact.ts'

/** What the thread knows from the start. */
export interface Setup {
  /** Name of the profile, or its file. */
  readonly profile: string
  /** Where the exchanges are recorded, if they are. */
  readonly folder?: string
}

/** An exchange on its way to the thread: all bytes in one array, which is handed over and not copied. */
export interface Question {
  readonly number: number
  readonly exchange: Omit<Exchange, 'pieces'>
  readonly secrets: Secrets
  readonly asked: Uint8Array
  readonly body: Uint8Array
  /** When each piece of the body came, and where it ends. */
  readonly pieces: readonly { readonly at: number; readonly end: number }[]
}

export interface Answer {
  readonly number: number
  readonly verdict?: Verdict
  /** The model that was asked for. */
  readonly model?: string
  /** Why it could not be judged. */
  readonly trouble?: string
  /** Why it could not be recorded. */
  readonly unwritten?: string
}

export interface Judging {
  /** Never throws, never waits. */
  ask(number: number, captured: Captured): Promise<Answer>
  /** How many questions are not answered yet. */
  readonly open: () => number
  /** Resolves when all that was asked is answered, or after so many milliseconds with what is not. */
  settled(mostMs: number): Promise<void>
  close(): Promise<void>
}

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** Starts the thread. If it dies, every question from then on is answered with that. */
export function startJudging(setup: Setup): Judging {
  const worker = new Worker(new URL(`./judging-worker${extension}`, import.meta.url), { workerData: setup })
  const waiting = new Map<number, (answer: Answer) => void>()
  let dead: string | undefined
  const die = (why: string): void => {
    dead ??= why
    for (const [number, resolve] of waiting) resolve({ number, trouble: dead })
    waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    waiting.get(answer.number)?.(answer)
    waiting.delete(answer.number)
  })
  worker.on('error', ({ message }) => die(`the thread that judges failed: ${message}`))
  worker.on('exit', () => die('the thread that judges has ended'))
  // It must not keep the process from ending.
  worker.unref()
  return {
    ask: (number, captured) =>
      new Promise((resolve) => {
        if (dead) return resolve({ number, trouble: dead })
        waiting.set(number, resolve)
        try {
          const question = packed(number, captured)
          worker.postMessage(question, [question.body.buffer, question.asked.buffer] as ArrayBuffer[])
        } catch (error) {
          waiting.delete(number)
          resolve({ number, trouble: (error as Error).message })
        }
      }),
    open: () => waiting.size,
    settled: async (mostMs) => {
      const end = performance.now() + mostMs
      while (waiting.size && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
      for (const [number, resolve] of waiting) resolve({ number, trouble: 'there was no time left' })
      waiting.clear()
      // Whoever asked comes before whoever waits for all.
      await new Promise((resolve) => setTimeout(resolve, 0))
    },
    close: async () => {
      await worker.terminate()
    },
  }
}

function packed(number: number, { exchange: { pieces, ...exchange }, asked, secrets }: Captured): Question {
  let end = 0
  const places = pieces.map(({ at, bytes }) => {
    end += bytes.length
    return { at, end }
  })
  const body = new Uint8Array(end)
  for (const [i, { bytes }] of pieces.entries()) body.set(bytes, (places[i]?.end ?? 0) - bytes.length)
  // A Buffer may be part of a larger array, which must not be given away.
  return { number, exchange, secrets, asked: new Uint8Array(asked), body, pieces: places }
}
