/** Reads what the reporter `jsonl` wrote of a run, also of one that was cut off in the middle. */
import { asObject, parseJson } from '../foundation/json.ts'
import { textOf } from '../foundation/own-file.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { RunEvent, Verdict } from '../model/index.ts'

type Start = Extract<RunEvent, { readonly type: 'start' }>

/** A run as far as its events show. */
export interface ToldRun {
  readonly start: Start
  /** The verdicts by the id of the case; of a case with two verdicts the later one. */
  readonly verdicts: ReadonlyMap<string, Verdict>
  /** So many bytes of the file are complete lines about the start and planned cases. */
  readonly bytes: number
  /** The run came to its end. */
  readonly isFinished: boolean
}

const FORMAT = 'chat-conformance/events'
/** Versions of the format up to this one can be read. */
const VERSION = 1

/**
 * Reads the events of a run. A last line that was cut off is left out.
 * @throws UsageError with file, line and what was expected
 */
export function readEvents(file: string): ToldRun {
  const text = textOf(file)
  if (text === undefined) throw new UsageError(`there is no file ${file}`)
  // After the last line feed is what was being written when the run was cut off.
  const lines = text.split('\n').slice(0, -1)
  const start = startIn(file, lines[0])
  const ids = new Set(start.cases.map(({ id }) => id))
  const verdicts = new Map<string, Verdict>()
  let bytes = sizeOf(lines[0] ?? '')
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue
    const event = asObject(parseJson(line))
    if (event?.type === 'end')
      return { start, verdicts, bytes, isFinished: asObject(asObject(event.report)?.summary)?.interrupted !== true }
    const verdict = event?.type === 'case' ? asObject(event.verdict) : undefined
    if (typeof verdict?.id !== 'string')
      throw new UsageError(`${file}:${i + 1}:1 is not an event of a run: expected a "case" or "end" event`)
    // What only the complete run shows is reported anew at its end.
    if (!ids.has(verdict.id)) continue
    verdicts.set(verdict.id, verdict as unknown as Verdict)
    bytes += sizeOf(line)
  }
  return { start, verdicts, bytes, isFinished: false }
}

const sizeOf = (line: string): number => Buffer.byteLength(line) + 1

function startIn(file: string, line: string | undefined): Start {
  const event = asObject(parseJson(line ?? ''))
  if (event?.format !== FORMAT)
    throw new UsageError(
      `${file}:1:1 does not begin with the start of a run\nexpected a file that --reporter jsonl=FILE wrote`,
    )
  if (typeof event.version === 'number' && event.version > VERSION)
    throw new UsageError(
      `${file}:1:1 has version ${event.version} of the format, and this chat-conformance reads version ${VERSION}\nuse a newer chat-conformance`,
    )
  const isWhole = Array.isArray(event.cases) && ['tool', 'target', 'scope'].every((name) => asObject(event[name]))
  if (!isWhole) throw new UsageError(`${file}:1:1 the first line is not a complete "start" event`)
  return event as unknown as Start
}
