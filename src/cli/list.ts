import { listProfiles, loadProfile, loadSuites, suiteFolders } from '../ask/load.ts'
import { listReporters, loadRules } from '../ask/registry.ts'
import { select } from '../foundation/patterns.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import { getHost } from './host.ts'
import { formatTable } from './table.ts'
import { write } from './terminal.ts'

export interface ListFlags {
  readonly suites?: readonly string[]
  readonly json?: true
}

/** An entry of a list: its members are what `--json` prints, and the columns of the table in their order. */
type Entry = Readonly<Record<string, unknown>>

const KINDS: Readonly<Record<string, (flags: ListFlags) => Promise<readonly Entry[]> | readonly Entry[]>> = {
  cases: listCases,
  rules: async () => [...(await loadRules())].map(([id, { level, says }]) => ({ id, level, says })),
  profiles: () => listProfiles().map((id) => ({ id, title: loadProfile(id).title })),
  suites: listSuites,
  dialects: async () => {
    const { listDialects } = await import('../../server/index.ts')
    return (await listDialects()).map(({ id, says, source }) => ({ id, says, source }))
  },
  faults: async () => {
    const { listFaults } = await import('../../server/index.ts')
    return (await listFaults()).map(({ id, breaks, says }) => ({ id, breaks, says }))
  },
  variants: async () => {
    const { listVariants } = await import('../../server/index.ts')
    return (await listVariants()).map(({ id, says }) => ({ id, says }))
  },
  reporters: () => listReporters().map((id) => ({ id })),
}

/**
 * Prints the entries that match the patterns; all of them without a pattern.
 * @throws UsageError for an unknown kind, or a pattern that matches nothing
 */
export async function listCommand(what: string, patterns: readonly string[], flags: ListFlags): Promise<number> {
  const kinds = Object.keys(KINDS)
  const listEntries = KINDS[what]
  if (!listEntries)
    throw new UsageError(
      `cannot list ${JSON.stringify(what)}${didYouMean(what, kinds)}\nexpected one of ${kinds.join(', ')}`,
    )
  const entries = await listEntries(flags)
  const ids = entries.map(({ id }) => String(id))
  const selected = select(patterns, ids, what.slice(0, -1))
  print(
    entries.filter(({ id }) => selected.has(String(id))),
    flags,
  )
  return 0
}

function listCases(flags: ListFlags): readonly Entry[] {
  return loadSuites(suiteFolders(flags)).map(({ id, needs, title }) => ({ id, needs, title }))
}

function listSuites(flags: ListFlags): readonly Entry[] {
  const cases = loadSuites(suiteFolders(flags))
  return [...new Set(cases.map(({ suite }) => suite))].map((id) => {
    const ofSuite = cases.filter(({ suite }) => suite === id)
    return { id, cases: ofSuite.length, file: ofSuite[0]?.place.file ?? '' }
  })
}

function print(entries: readonly Entry[], { json }: ListFlags): void {
  if (json) {
    write(`${JSON.stringify(entries, null, 2)}\n`)
    return
  }
  write(
    formatTable(
      entries.map((entry) => Object.values(entry).map(formatCell)),
      getHost().stdout.columns,
    ),
  )
}

function formatCell(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') || '-' : String(value)
}
