/** The file of a baseline: YAML, edited by people, so that a new version of it keeps their words. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ruleFolders } from '../ask/registry.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import { changeList, readYaml } from '../foundation/yaml.ts'
import type { Known, Report } from '../model/index.ts'
import { type Baseline, type GateOptions, judgedCases, updateBaseline } from './baseline.ts'

/**
 * Reads a baseline.
 * @throws UsageError with file, line and what was expected
 */
export function readBaseline(file: string): Baseline {
  if (!existsSync(file))
    throw new UsageError(`there is no baseline ${file}\n--update-baseline writes one from what is found now`)
  const { value, mistakes, place } = readYaml(file, 'baseline.json')
  if (mistakes.length) throw new UsageError(mistakes.join('\n'))
  const { cases, known } = value as { cases?: number; known: readonly Known[] }
  const rules = [...ruleFolders().keys()]
  const problems = known.flatMap((entry, i) => {
    const { line, column } = place(['known', i], 'rule')
    return problemsOf(entry, known.slice(0, i), rules).map((problem) => `${file}:${line}:${column} ${problem}`)
  })
  if (problems.length) throw new UsageError(problems.join('\n'))
  return { file, known, ...(cases === undefined ? {} : { cases }) }
}

function problemsOf(entry: Known, before: readonly Known[], rules: readonly string[]): readonly string[] {
  const { rule } = entry
  if (!rules.includes(rule)) return [`there is no rule ${JSON.stringify(rule)}${didYouMean(rule, rules)}`]
  const keys = new Set(before.flatMap(keysOf))
  return keysOf(entry)
    .filter((key) => keys.has(key))
    .map((key) => `${key} is listed before; expected each rule and case once`)
}

function keysOf({ rule, case: pattern }: Known): readonly string[] {
  return [pattern].flat().map((id) => `${rule} in ${id}`)
}

/** What a new baseline begins with. */
const headOf = (
  isWhole: boolean,
): string => `# What is known of this target and accepted for now: chat-conformance run … --baseline <this file>.
# A defect that is not listed fails the run, and so does an entry that no longer occurs.
# Each entry: rule, case (an id or a pattern with * and **, or a list of them), reason, and if you like until (YYYY-MM-DD) and link.
format: chat-conformance/baseline
version: 1
${isWhole ? 'cases: 0\n' : ''}known: []
`

/**
 * Writes the baseline that this report passes: entries that still occur keep their words, others go.
 * @returns how many entries there are, and how many of them are new
 * @throws UsageError if the file cannot be written
 */
export function writeBaseline(
  file: string,
  report: Report,
  options: GateOptions,
): { readonly entries: number; readonly added: number } {
  const before = options.baseline?.known ?? []
  const after = updateBaseline(report, options)
  const adds = after.filter((entry) => !before.includes(entry))
  const isWhole = !report.scope.chosen && !report.scope.shard
  const text = changeList(existsSync(file) ? readFileSync(file, 'utf8') : headOf(isWhole), {
    list: 'known',
    keeps: (i) => after.includes(before[i] as Known),
    adds,
    // A part of the cases says nothing of how many there are.
    sets: isWhole ? { cases: judgedCases(report) } : {},
  })
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch (error) {
    throw new UsageError(`cannot write the baseline ${file}: ${fileTrouble(error)}`)
  }
  return { entries: after.length, added: adds.length }
}
