/** Writes recordings: the file of a case as soon as it has ended, so that a crash loses nothing that was finished. */
import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { writeWhole } from '../foundation/write-whole.ts'
import type { Adaptation, Exchange, Occasion, Plan, Protocol, Report, Send, Verdict } from '../model/index.ts'
import type { Secrets } from '../wire/redact.ts'
import { exchangeRedactor } from '../wire/redact-exchange.ts'
import { readIndex, recordedFiles } from './read-recording.ts'
import {
  caseFile,
  fileText,
  HEADING,
  INDEX_FILE,
  PREFLIGHT,
  type Recorded,
  type RunRecorded,
  toAttempts,
  toRecorded,
} from './recording.ts'

/** A folder for one recording. */
export interface RecordingFolder {
  /** Takes away what an older recording left there. Nothing else is touched. */
  clear(): void
  write(file: string, recorded: Recorded): void
}

/**
 * Makes the folder ready, before anything is sent.
 * @throws UsageError if it cannot be written, or if it holds something that is no recording
 */
export function openRecordingFolder(folder: string): RecordingFolder {
  let old: readonly string[]
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    old = readdirSync(folder).length ? oldFiles(folder) : []
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`cannot write a recording to ${folder}: ${fileTrouble(error)}`)
  }
  return {
    clear: () => {
      for (const file of old) rmSync(join(folder, file), { force: true })
    },
    write: (file, recorded) => writeWhole(folder, file, fileText(recorded)),
  }
}

function oldFiles(folder: string): readonly string[] {
  try {
    return [...recordedFiles(folder, readIndex(folder)), INDEX_FILE]
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(
      `${folder} is not empty, and what it holds is no recording that could be replaced\nname a new folder, or empty this one`,
    )
  }
}

/** What is known of a run when it begins. */
export interface RunFacts {
  readonly plan: Plan
  readonly version: string
  readonly options: RunRecorded['options']
  readonly headers: Readonly<Record<string, string>>
  readonly fixturesUrl?: string
  readonly adapt?: Adaptation
}

export interface Recorder {
  /** The same Send, of which every exchange is kept. What it gives has no secret in it: what is judged is what is kept. */
  keeping(send: Send): Send
  begin(facts: RunFacts): void
  finish(verdict: Verdict): void
  end(report: Report): void
}

/** What must not get into a recording, and where it may be spread over several events. */
export interface Confidential {
  readonly secrets: Secrets
  readonly protocol: Pick<Protocol, 'strands'>
}

/**
 * Records a run.
 * @param onTrouble called once if a file cannot be written; the run goes on without its recording
 */
export function recordRun(
  folder: RecordingFolder,
  { secrets, protocol }: Confidential,
  onTrouble: (message: string) => void,
): Recorder {
  const redact = exchangeRedactor(secrets, protocol)
  const kept = new Map<string, { occasion: Occasion; exchange: Exchange }[]>()
  let run: RunRecorded | undefined
  let failed = false
  const attempt = (work: () => void): void => {
    if (failed) return
    try {
      work()
    } catch (error) {
      failed = true
      onTrouble(`the recording is not whole, since a file cannot be written: ${fileTrouble(error)}`)
    }
  }
  return {
    keeping: (send) => async (request, signal, occasion) => {
      const exchange = redact(await send(request, signal, occasion))
      if (!occasion || failed) return exchange
      const those = kept.get(occasion.case)
      if (those) those.push({ occasion, exchange })
      else kept.set(occasion.case, [{ occasion, exchange }])
      return exchange
    },
    begin: ({ plan, version, ...facts }) =>
      attempt(() => {
        run = {
          ...HEADING,
          kind: 'run',
          tool: { version },
          target: plan.target,
          startedAt: new Date().toISOString(),
          ...facts,
          steps: plan.steps.map((step) => ({
            case: step.case.id,
            ...(step.skip === undefined ? {} : { skip: step.skip }),
          })),
          preflight: (kept.get(PREFLIGHT) ?? []).map(({ exchange }) => toRecorded(exchange)),
        }
        folder.clear()
        folder.write(INDEX_FILE, run)
      }),
    finish: ({ id, title, attempts }) =>
      attempt(() => {
        // What no case sent, the comparison of all replies, is made anew from those.
        if (!attempts || !run?.steps.some((step) => step.case === id)) return
        folder.write(caseFile(id), {
          ...HEADING,
          kind: 'case',
          case: id,
          title,
          attempts: toAttempts(kept.get(id) ?? [], attempts),
        })
        kept.delete(id)
      }),
    end: (report) =>
      attempt(() => {
        if (!run) return
        const finished = new Set(report.cases.map(({ id }) => id))
        folder.write(INDEX_FILE, {
          ...run,
          startedAt: report.startedAt,
          durationMs: report.durationMs,
          ...(report.summary.interrupted ? { interrupted: true } : {}),
          steps: run.steps.map((step) => (finished.has(step.case) ? step : { ...step, unfinished: true })),
        })
      }),
  }
}
