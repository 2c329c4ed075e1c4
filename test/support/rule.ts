/** The tables in test/rules prove each rule on data: what it accepts, and what it reports at which place. */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Shown } from '../../scripts/messages-page.ts'
import { codeRoot } from '../../src/foundation/paths.ts'
import { check } from '../../src/judge/check.ts'
import type { Finding, Rule, Subject } from '../../src/model/index.ts'

export interface RuleTable {
  readonly pass: Readonly<Record<string, Subject>>
  /** What is wrong → the subject and the places of the findings (all of them, in order). */
  readonly fail: Readonly<Record<string, readonly [subject: Subject, ...at: string[]]>>
}

/** What a file of test/rules exports: rule id → its table. */
export type Tables = Readonly<Record<string, RuleTable>>

/** All tables by rule id, in alphabetical order. */
export async function loadTables(): Promise<ReadonlyMap<string, RuleTable>> {
  const folder = join(codeRoot, 'test', 'rules')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  const tables = new Map<string, RuleTable>()
  for (const file of files) {
    const { default: ofFile } = (await import(pathToFileURL(join(folder, file)).href)) as { default: Tables }
    for (const [id, table] of Object.entries(ofFile)) {
      if (tables.has(id)) throw new Error(`${file}: ${id} has a table in another file already`)
      tables.set(id, table)
    }
  }
  return new Map([...tables].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The findings of the rule for the subject as the engine evaluates it; undefined if the rule is not about subjects of this kind. */
export function findingsOf(id: string, rule: Rule, subject: Subject): readonly Finding[] | undefined {
  return rule.on.includes(subject.kind) ? check(subject, new Map([[id, rule]]), 0) : undefined
}

/** What each rule reports for the failing rows of its table. */
export function messagesOf(rules: ReadonlyMap<string, Rule>, tables: ReadonlyMap<string, RuleTable>): Shown[] {
  return [...tables].flatMap(([id, { fail }]) => {
    const rule = rules.get(id)
    if (!rule) return []
    const rows = Object.entries(fail).map(([title, [subject]]) => [title, findingsOf(id, rule, subject) ?? []] as const)
    return [{ id, level: rule.level, says: rule.says, rows: new Map(rows) }]
  })
}
