/** What a report says of the source of a case, with a digest that shows whether the case has changed. */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { packageRoot } from '../foundation/paths.ts'
import { shownPath } from '../foundation/yaml.ts'
import type { Case, CaseSource } from '../model/index.ts'

const sources = new WeakMap<Case, CaseSource>()

/** The case as its author wrote it, with a hash of what it sends and expects. */
export function sourceOf(testCase: Case): CaseSource {
  const known = sources.get(testCase)
  if (known) return known
  const { place, yaml, api, needs, turns, audits, shown, control } = testCase
  const path = relative(packageRoot, resolve(place.file)).replaceAll('\\', '/')
  const inPackage = !path.startsWith('..') && !isAbsolute(path)
  const source: CaseSource = {
    // Where the package is installed does not matter to a reader.
    file: inPackage ? path : shownPath(place.file),
    ...(isOwnSuite(path) ? { builtIn: true } : {}),
    line: place.line,
    yaml,
    digest: digestOf({ api, needs, turns, audits, shown, control }),
  }
  sources.set(testCase, source)
  return source
}

/** A changed copy of a case; reports still have the source of the original. */
export function asCopyOf(original: Case, copy: Case): Case {
  sources.set(copy, sourceOf(original))
  return copy
}

/**
 * Whether a path from the root of the package is that of a suite of the package. The suite of a user has another name: it
 * would be rejected otherwise.
 */
export function isOwnSuite(path: string): boolean {
  ownSuites ??= new Set(readdirSync(join(packageRoot, 'suites')).map((name) => `suites/${name}`))
  return ownSuites.has(path)
}

let ownSuites: ReadonlySet<string> | undefined

/** A hash of any JSON value. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, DIGEST_LENGTH)
}

/** 64 bits: enough to distinguish some thousand cases. */
const DIGEST_LENGTH = 16
