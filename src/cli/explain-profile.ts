/** What a profile promises, lacks, spells differently, adds and tolerates. */

import pc from 'picocolors'
import { printable } from '../../text/printable.ts'
import { loadSuites } from '../ask/load.ts'
import { loadProfile } from '../ask/profile.ts'
import { loadRules } from '../ask/registry.ts'
import type { Profile, Tolerance } from '../model/index.ts'
import { prose } from './table.ts'
import { showsColor, write } from './terminal.ts'

/** Prints all there is to know about a profile. */
export async function explainProfile(name: string, { json }: { readonly json?: true }): Promise<number> {
  const profile = loadProfile(name, await loadRules())
  const unknown = unknownTo(profile)
  write(json ? `${JSON.stringify({ ...profile, unknown }, null, 2)}\n` : explained(profile, unknown))
  return 0
}

/** The capabilities that cases need and the profile says nothing about. */
function unknownTo({ promises, lacks, api }: Profile): readonly string[] {
  const cases = loadSuites().filter((one) => one.api === api)
  const needs = cases.flatMap((one) => [...one.needs, ...one.turns.flatMap((turn) => turn.needs)])
  // A key is the user's to give, not the target's to have.
  const open = needs.filter((need) => need !== 'key' && !promises.includes(need) && !lacks.includes(need))
  return [...new Set(open)].sort()
}

const LABEL = 10

function explained(profile: Profile, unknown: readonly string[]): string {
  const paint = pc.createColors(showsColor(process.stdout))
  const columns = Math.min(process.stdout.columns ?? 100, 110)
  const entry = (label: string, text: string): string =>
    `  ${paint.dim(label.padEnd(LABEL))} ${prose(printable(text), LABEL + 3, columns).trimStart()}`
  const entries = (label: string, texts: readonly string[]): string[] =>
    texts.map((text, i) => entry(i ? '' : label, text))
  const names = (label: string, list: readonly string[]): string[] =>
    list.length ? [entry(label, list.join(', '))] : []
  return [
    `\n${paint.bold(printable(profile.title))} ${paint.dim(printable(profile.name))}\n`,
    ...(profile.about === undefined ? [] : [prose(printable(profile.about), 2, columns)]),
    '\n',
    ...names('promises', profile.promises),
    ...names('lacks', profile.lacks),
    ...names('unknown', unknown),
    ...entries(
      'limits',
      profile.limits.map(({ says, source }) => `${says} (${source})`),
    ),
    ...entries('spells', spellingsOf(profile)),
    ...entries(
      'adds',
      profile.extensions.map(({ at, about, is }) => `${at}, ${typeOf(is)}: ${about}`),
    ),
    ...entries('tolerates', tolerancesOf(profile)),
    '\n',
  ].join('')
}

function spellingsOf({ adapt, cumulative }: Profile): readonly string[] {
  return [
    ...Object.entries(adapt.rename).map(([name, other]) => `${name} as ${other}`),
    ...Object.entries(adapt.parts).map(([type, form]) => `${type} as ${form}`),
    ...Object.keys(adapt.add).map((name) => `every request has ${name}`),
    ...(adapt.keyHeader === undefined ? [] : [`the key in the header ${adapt.keyHeader}`]),
    ...Object.entries(adapt.query).map(([name, value]) => `every address has ${name}=${value}`),
    ...(cumulative ? ['every delta of a stream holds the whole text so far'] : []),
  ]
}

function typeOf(schema: unknown): string {
  const type = typeof schema === 'object' && schema !== null ? (schema as { type?: unknown }).type : undefined
  return type === undefined ? 'anything' : [type].flat().join(' or ')
}

/** What the dialect is known to do; what any server may do is only counted beside it. */
function tolerancesOf({ tolerate }: Profile): readonly string[] {
  const expected = tolerate.filter((one) => one.expected)
  if (!expected.length) return tolerate.map(toleranceOf)
  const others = tolerate.length - expected.length
  return [...expected.map(toleranceOf), ...(others ? [`${others} more, inherited: --json lists them`] : [])]
}

/** A tolerance in one line: where it holds, and why. */
function toleranceOf({ rule, at, when, case: pattern, reason, source }: Tolerance): string {
  const limits = [
    at === undefined ? '' : `at ${at}`,
    when === undefined ? '' : `where it is ${when}`,
    pattern === undefined ? '' : `in ${pattern}`,
  ].filter(Boolean)
  return `${[rule, ...limits].join(' ')}: ${reason} (${source})`
}
