/** What a report says of the source of a case, with a digest that shows whether the case has changed. */
import { createHash } from 'node:crypto'
import { isAbsolute, relative, resolve } from 'node:path'
import { packageRoot } from '../foundation/paths.ts'
import type { Case, CaseSource } from '../model/index.ts'

const sources = new WeakMap<Case, CaseSource>()

/** The case as its author wrote it, with a hash of what it sends and expects. */
export function sourceOf(testCase: Case): CaseSource {
  const known = sources.get(testCase)
  if (known) return known
  const { place, yaml, api, needs, turns, audits, shown } = testCase
  const source = {
    file: fileOf(place.file),
    line: place.line,
    yaml,
    digest: digestOf({ api, needs, turns, audits, shown }),
  }
  sources.set(testCase, source)
  return source
}

/** A suite of the package is named from the root of the package: where that is installed does not matter to a reader. */
function fileOf(file: string): string {
  const path = relative(packageRoot, resolve(file))
  return path.startsWith('..') || isAbsolute(path) ? file : path.replaceAll('\\', '/')
}

/** A hash of any JSON value. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, DIGEST_LENGTH)
}

/** 64 bits: enough to distinguish some thousand cases. */
const DIGEST_LENGTH = 16
