/** How many of the rules that apply to what a target answered hold everywhere. Pure. */

import { isCounted } from '../../text/findings.ts'
import { ownTurns } from '../../text/turns.ts'
import type { Api, Kept, Level, Report, Rule, Verdict } from '../model/index.ts'
import { appliesTo, isBare } from './applies.ts'

/**
 * The rules of each level that apply to some reply or that a case decides, and how many of them no finding counts against.
 * @returns undefined for captured traffic, of which the report does not show what applies
 */
export function countKept(
  verdicts: readonly Verdict[],
  rules: ReadonlyMap<string, Rule>,
  api: Api,
): Report['summary']['rules'] {
  if (!verdicts.some(({ turns }) => turns.length) || verdicts.some(isBare)) return undefined
  const broken = new Set(verdicts.flatMap(({ findings }) => findings.filter(isCounted).map(({ rule }) => rule)))
  const decided = decidedBy(verdicts)
  const turns = verdicts.flatMap((verdict) => verdict.turns)
  const applies = (id: string, rule: Rule): boolean => {
    if (broken.has(id)) return true
    if (rule.api !== undefined && rule.api !== api.name) return false
    if (!rule.on.length) return decided(id)
    if (rule.on.includes('run') && turns.length > 1) return true
    if (rule.on.includes('conversation') && verdicts.some((verdict) => ownTurns(verdict).length > 1)) return true
    return turns.some((turn) => appliesTo(rule, turn, api))
  }
  const applying = [...rules].filter(([id, rule]) => applies(id, rule))
  const ofLevel = (level: Level): Kept => {
    const own = applying.filter(([, rule]) => rule.level === level)
    return { kept: own.filter(([id]) => !broken.has(id)).length, of: own.length }
  }
  return { must: ofLevel('MUST'), should: ofLevel('SHOULD') }
}

/** Tells of a rule that only cases decide whether a case that came to a verdict names it. */
function decidedBy(verdicts: readonly Verdict[]): (id: string) => boolean {
  const sources = verdicts
    .filter(({ outcome }) => outcome === 'pass' || outcome === 'warn' || outcome === 'fail')
    .flatMap(({ source }) => source?.yaml ?? [])
  return (id) => {
    // Each case expects a status, and the other rules of this kind by the key of their expectation.
    const [area, part] = id.split('/')
    if (area === 'case')
      return part === 'status' ? sources.length > 0 : sources.some((yaml) => yaml.includes(`${part}:`))
    return sources.some((yaml) => yaml.includes(id))
  }
}
