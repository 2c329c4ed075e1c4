/** A rule's proof on data: what it leaves alone and what it names, where. */

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ruleFolders } from '../../src/ask/registry.ts'
import { codeRoot } from '../../src/foundation/paths.ts'
import type { Rule, Subject } from '../../src/model/index.ts'

export interface RuleTable {
  readonly pass: Readonly<Record<string, Subject>>
  /** What is wrong → the subject and where the rule speaks (all places, in order). */
  readonly fail: Readonly<Record<string, readonly [subject: Subject, ...at: string[]]>>
}

/** Tests the rule with this id against the table; a row of a kind that the rule is not asked about is a mistake of the table. */
export function testRule(id: string, { pass, fail }: RuleTable): void {
  describe(id, async () => {
    const file = join(codeRoot, ruleFolders().get(id) ?? 'no folder', `${id}.ts`)
    const { default: rule } = (await import(pathToFileURL(file).href)) as { default: Rule }
    it.each(Object.entries(pass))('leaves alone: %s', (_, subject) => {
      expect(places(rule, subject)).toEqual([])
    })
    it.each(Object.entries(fail))('names: %s', (_, [subject, ...at]) => {
      expect(places(rule, subject)).toEqual(at)
    })
  })
}

function places(rule: Rule, subject: Subject): string[] {
  expect(rule.on, 'the rule is asked about this kind').toContain(subject.kind)
  return [...(rule.check?.(subject as never) ?? [])].map((finding) => finding.at)
}
