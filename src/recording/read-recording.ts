/** Reads recordings. Whatever is wrong with a file is said with its place in it. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { lineOf, textOf, parseOwnFile as understoodAs } from '../foundation/own-file.ts'
import { UsageError } from '../foundation/usage-error.ts'
import {
  type CaseRecorded,
  caseFile,
  HEADING,
  INDEX_FILE,
  type LooseRecorded,
  RECORDING_VERSION,
  type Recorded,
  type RunRecorded,
  type TrafficRecorded,
} from './recording.ts'

/** A recording as it is in its folder. */
export type Recording =
  | { readonly run: RunRecorded; readonly cases: ReadonlyMap<string, CaseRecorded> }
  | { readonly traffic: TrafficRecorded; readonly exchanges: readonly LooseRecorded[] }

/**
 * Reads the recording in a folder.
 * @throws UsageError with the place of what is wrong
 */
export function readRecording(folder: string): Recording {
  const index = readIndex(folder)
  const files = listRecorded(folder, index).map((file) => join(folder, file))
  if (index.kind === 'traffic') return { traffic: index, exchanges: files.map((file) => readFile(file, 'exchange')) }
  const recordedCases = files.flatMap((file) => readIfThere(file))
  return { run: index, cases: new Map(recordedCases.map((recorded) => [recorded.case, recorded])) }
}

/** The index file. */
export function readIndex(folder: string): RunRecorded | TrafficRecorded {
  return readFile(join(folder, INDEX_FILE), 'run', 'traffic')
}

/** The files next to the index, by their path in the folder: those that are there, and those that should be. */
export function listRecorded(folder: string, index: RunRecorded | TrafficRecorded): readonly string[] {
  if (index.kind === 'run')
    return index.steps.filter(({ skip }) => skip === undefined).map((step) => caseFile(step.case))
  return readdirSync(join(folder, EXCHANGES))
    .filter((name) => /^\d+\.json$/.test(name))
    .sort()
    .map((name) => `${EXCHANGES}/${name}`)
}

/** The folder of the exchanges of passed-through traffic. */
const EXCHANGES = 'exchanges'

/** Where the exchange with this number, from 1, is in the folder of its recording. */
export function exchangeFile(number: number): string {
  return `${EXCHANGES}/${String(number).padStart(6, '0')}.json`
}

/** The file of a case; nothing if the run never got so far as to write it. */
function readIfThere(file: string): CaseRecorded[] {
  const text = textOf(file)
  return text === undefined ? [] : [parseRecorded(file, text, ['case']) as CaseRecorded]
}

/**
 * Reads one file of a recording.
 * @param kinds what it may be
 * @throws UsageError `file:line:column message` if it is something else
 */
export function readFile<K extends Recorded['kind']>(
  file: string,
  ...kinds: readonly K[]
): Extract<Recorded, { kind: K }> {
  const text = textOf(file)
  if (text === undefined)
    throw new UsageError(
      file.endsWith(INDEX_FILE)
        ? `there is no recording in ${file.slice(0, -INDEX_FILE.length - 1) || '.'}: it has no ${INDEX_FILE}`
        : `there is no file ${file}`,
    )
  return parseRecorded(file, text, kinds) as Extract<Recorded, { kind: K }>
}

function parseRecorded(file: string, text: string, kinds: readonly string[]): Recorded {
  const value = understoodAs(file, text, RECORDING) as Recorded
  if (!kinds.includes(value.kind))
    throw new UsageError(
      `${lineOf(text, '"kind"', file)} is the file of a ${value.kind}; expected ${kinds.join(' or ')}`,
    )
  return value
}

const RECORDING = { format: HEADING.format, version: RECORDING_VERSION, schema: 'recording.json', noun: 'recording' }
