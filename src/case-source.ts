/** What a report says of where a case comes from, and what tells a changed case from the same one. */
import { createHash } from 'node:crypto'
import type { Case, CaseSource } from './model.ts'

/** The case as its author wrote it, with a hash of what it asks and expects. */
export function sourceOf({ place, yaml, api, needs, turns, audits }: Case): CaseSource {
  return { file: place.file, line: place.line, yaml, digest: digestOf({ api, needs, turns, audits }) }
}

/** A hash of any JSON value. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, DIGEST_LENGTH)
}

/** 64 bits: enough to tell some thousand cases apart. */
const DIGEST_LENGTH = 16
