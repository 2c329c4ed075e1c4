/** Explains a profile: what it promises, lacks, spells differently, adds and tolerates. */
import pc from 'picocolors'
import { printable } from '../../text/printable.ts'
import { loadSuites } from '../ask/load.ts'
import { loadProfile } from '../ask/profile.ts'
import { loadRules } from '../ask/registry.ts'
import type { Profile, Tolerance } from '../model/index.ts'
import { getHost } from './host.ts'
import { wrapText } from './table.ts'
import { showsColor, write } from './terminal.ts'

/** Prints everything about a profile. */
export async function explainProfile(name: string, { json }: { readonly json?: true }): Promise<number> {
  const profile = loadProfile(name, await loadRules())
  const unknown = findUnknown(profile)
  write(json ? `${JSON.stringify({ ...profile, unknown }, null, 2)}\n` : formatProfile(profile, unknown))
  return 0
}

/** The capabilities that cases need and that the profile neither promises nor lacks. */
function findUnknown({ promises, lacks, api }: Profile): readonly string[] {
  const cases = loadSuites().filter((testCase) => testCase.api === api.name)
  const needs = cases.flatMap((testCase) => [...testCase.needs, ...testCase.turns.flatMap((turn) => turn.needs)])
  // A key comes from the user, not from the target.
  const open = needs.filter((need) => need !== 'key' && !promises.includes(need) && !lacks.includes(need))
  return [...new Set(open)].sort()
}

const LABEL = 10

function formatProfile(profile: Profile, unknown: readonly string[]): string {
  const { stdout } = getHost()
  const paint = pc.createColors(showsColor(stdout))
  const columns = Math.min(stdout.columns ?? 100, 110)
  const entry = (label: string, text: string): string =>
    `  ${paint.dim(label.padEnd(LABEL))} ${wrapText(printable(text), LABEL + 3, columns).trimStart()}`
  const entries = (label: string, texts: readonly string[]): string[] =>
    texts.map((text, i) => entry(i ? '' : label, text))
  const names = (label: string, list: readonly string[]): string[] =>
    list.length ? [entry(label, list.join(', '))] : []
  return [
    `\n${paint.bold(printable(profile.title))} ${paint.dim(printable(profile.name))}\n`,
    ...(profile.about === undefined ? [] : [wrapText(printable(profile.about), 2, columns)]),
    '\n',
    ...names('promises', profile.promises),
    ...names('lacks', profile.lacks),
    ...names('unknown', unknown),
    ...entries(
      'limits',
      profile.limits.map(({ says, source }) => `${says} (${source})`),
    ),
    ...names('only', profile.modelFree?.capabilities ?? []),
    ...names('judges', profile.modelFree?.rules ?? []),
    ...names('except', profile.modelFree?.except ?? []),
    ...entries('spells', formatSpellings(profile)),
    ...entries(
      'adds',
      profile.extensions.map(({ at, about, is }) => `${at}, ${typeOf(is)}: ${about}`),
    ),
    ...entries('tolerates', formatTolerances(profile)),
    '\n',
  ].join('')
}

function formatSpellings({ adapt, cumulative }: Profile): readonly string[] {
  return [
    ...Object.entries(adapt.rename).map(([name, other]) => `${name} as ${other}`),
    ...Object.entries(adapt.parts).map(([type, form]) => `${type} as ${form}`),
    ...Object.keys(adapt.add).map((name) => `every request includes ${name}`),
    ...(adapt.keyHeader === undefined ? [] : [`the key in the header ${adapt.keyHeader}`]),
    ...Object.entries(adapt.query).map(([name, value]) => `every URL includes ${name}=${value}`),
    ...(cumulative ? ['every event of a stream repeats the complete text so far'] : []),
  ]
}

function typeOf(schema: unknown): string {
  const type = typeof schema === 'object' && schema !== null ? (schema as { type?: unknown }).type : undefined
  return type === undefined ? 'anything' : [type].flat().join(' or ')
}

/** What the dialect is known to do. What any server may do is only counted. */
function formatTolerances({ tolerate }: Profile): readonly string[] {
  const expected = tolerate.filter((tolerance) => tolerance.expected)
  if (!expected.length) return tolerate.map(formatTolerance)
  const others = tolerate.length - expected.length
  return [...expected.map(formatTolerance), ...(others ? [`${others} more are inherited; --json lists them`] : [])]
}

/** A tolerance in one line: where it applies, and why. */
function formatTolerance({ rule, at, when, case: pattern, reason, source }: Tolerance): string {
  const limits = [
    at === undefined ? '' : `at ${at}`,
    when === undefined ? '' : `if it is ${when}`,
    pattern === undefined ? '' : `in ${pattern}`,
  ].filter(Boolean)
  return `${[rule, ...limits].join(' ')}: ${reason} (${source})`
}
