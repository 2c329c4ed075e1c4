/** What a profile for servers that may have no model leaves out: the cases and the rules that depend on one. */
import { matches, select } from '../foundation/patterns.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Audit, Case, Expectation, ModelFree, Profile, Rule, Shown } from '../model/index.ts'

/**
 * The ids of the rules that are evaluated.
 * @param patterns the rules that the user wants; none means all
 * @throws UsageError for a pattern that matches nothing, and if the profile leaves out all that the user wants
 */
export function selectRules(
  patterns: readonly string[],
  ids: Iterable<string>,
  { name, modelFree }: Pick<Profile, 'name' | 'modelFree'>,
): ReadonlySet<string> {
  const wanted = select(patterns, [...ids], 'rule')
  if (!modelFree) return wanted
  const evaluated = new Set([...wanted].filter((id) => isEvaluated(id, modelFree)))
  if (!evaluated.size)
    throw new UsageError(
      `the profile ${name} evaluates none of the rules ${patterns.join(', ')}: they depend on a model`,
    )
  return evaluated
}

/** The rules that are evaluated, chosen like `selectRules` does. */
export function evaluatedRules(
  rules: ReadonlyMap<string, Rule>,
  patterns: readonly string[],
  profile: Pick<Profile, 'name' | 'modelFree'>,
): ReadonlyMap<string, Rule> {
  const selected = selectRules(patterns, rules.keys(), profile)
  return new Map([...rules].filter(([id]) => selected.has(id)))
}

function isEvaluated(rule: string, { rules, except = [] }: ModelFree): boolean {
  const isMeant = (pattern: string): boolean => matches(pattern, rule)
  return rules.some(isMeant) && !except.some(isMeant)
}

/** Why the case depends on a model, as a clause about the case; undefined if it does not. */
export function describeModelNeed(
  { needs, turns, shown, ignored = [], audits }: Case,
  modelFree: ModelFree,
): string | undefined {
  const capability = [...needs, ...turns.flatMap((turn) => turn.needs)].find(
    (need) => !modelFree.capabilities.includes(need),
  )
  if (capability !== undefined) return `needs ${capability}`
  if (turns.some(({ assume }) => Object.keys(assume).length)) return 'assumes something of the reply'
  if (turns.some(({ answer, expect }) => answer || isAboutWords(expect))) return 'expects words or calls of the model'
  if (isShownByWords(shown)) return 'is shown by words or calls of the model'
  const rules = [...turns.flatMap(({ expect }) => expect.rule ?? []), ...ignored]
  const rule = rules.find((id) => !isEvaluated(id, modelFree))
  if (rule !== undefined) return `is about ${rule}`
  const parameter = Object.entries(audits).find(([, audit]) => dependsOnModel(audit, rules, modelFree))
  return parameter && `is about the effect of ${parameter[0]}`
}

/**
 * A parameter of which no evaluated rule says that it is ignored has its effect in what the model does, unless the case is
 * only about its being accepted.
 * @param expected the rules that the case expects to be kept; all of them are evaluated
 */
function dependsOnModel({ rules, shown }: Audit, expected: readonly string[], modelFree: ModelFree): boolean {
  if (isShownByWords(shown)) return true
  return rules.length ? !rules.some((id) => isEvaluated(id, modelFree)) : !expected.length
}

function isAboutWords({ content, calls }: Pick<Expectation, 'content' | 'calls'>): boolean {
  return content !== undefined || calls !== undefined
}

function isShownByWords(shown: Shown | undefined): boolean {
  return Array.isArray(shown) && shown.some((sign) => 'same' in sign || 'differ' in sign || isAboutWords(sign))
}
