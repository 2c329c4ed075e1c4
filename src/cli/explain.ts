/** `explain`: all there is to know about a rule or a profile. */

import pc from 'picocolors'
import { type ListedFault, listFaults } from '../../server/index.ts'
import { printable } from '../../text/printable.ts'
import { listProfiles, loadProfile } from '../ask/load.ts'
import { loadRules } from '../ask/registry.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import type { Rule, Tolerance } from '../model/index.ts'
import { DEFAULT_PROFILE } from './options.ts'
import { prose } from './table.ts'
import { showsColor, write } from './terminal.ts'

/** A tolerance of the rule, and the profiles that have it: most inherit it from one. */
type Tolerated = Tolerance & { readonly profiles: readonly string[] }

/** Prints what a rule asks, why, how to mend it, and who tolerates it. */
export async function explainCommand(id: string, { json }: { readonly json?: true }): Promise<number> {
  const rules = await loadRules()
  const rule = rules.get(id)
  if (!rule && (listProfiles().includes(id) || /\.ya?ml$/.test(id))) {
    const { explainProfile } = await import('./explain-profile.ts')
    return explainProfile(id, json ? { json } : {})
  }
  if (!rule)
    throw new UsageError(
      `there is no rule or profile ${JSON.stringify(id)}${didYouMean(id, [...rules.keys(), ...listProfiles()])}\n\`chat-conformance list rules\` and \`list profiles\` show them all`,
    )
  const tolerated = tolerancesOf(id)
  const faults = (await listFaults()).filter(({ breaks, also }) => breaks === id || also.includes(id))
  if (json) {
    const { check: _check, ...facts } = rule
    write(`${JSON.stringify({ id, ...facts, tolerated, faults }, null, 2)}\n`)
  } else write(explained(id, rule, tolerated, faults))
  return 0
}

const LABEL = 9

function explained(id: string, rule: Rule, tolerated: readonly Tolerated[], faults: readonly ListedFault[]): string {
  const paint = pc.createColors(showsColor(process.stdout))
  const columns = Math.min(process.stdout.columns ?? 100, 110)
  const level = { MUST: paint.red, SHOULD: paint.yellow, MAY: paint.dim }[rule.level](rule.level)
  const entry = (label: string, text: string): string =>
    `  ${paint.dim(label.padEnd(LABEL))} ${prose(printable(text), LABEL + 3, columns).trimStart()}`
  const excerpt = (label: string, text: string, color: (line: string) => string): string => {
    const lines = text.trimEnd().split('\n').map(printable)
    return lines.map((line, i) => `  ${paint.dim((i ? '' : label).padEnd(LABEL))} ${color(line)}\n`).join('')
  }
  return [
    `\n${paint.bold(level)} ${paint.bold(printable(id))}\n`,
    prose(printable(rule.says), 2, columns),
    '\n',
    entry('why', rule.why),
    entry('mend', rule.mend),
    '\n',
    excerpt('wrong', rule.wrong, paint.red),
    excerpt('right', rule.right, paint.green),
    '\n',
    entry('judges', rule.on.length ? rule.on.map((kind) => KINDS[kind]).join(', ') : 'what single cases expect'),
    entry('basis', rule.basis),
    entry('source', rule.source),
    ...(rule.seen ?? []).map((thread, i) => entry(i ? '' : 'seen', thread)),
    ...tolerated.map((tolerance, i) => entry(i ? '' : 'tolerated', toleranceOf(tolerance))),
    ...faults.map(({ id: fault, says }, i) => entry(i ? '' : 'proof', `--fault ${fault}: ${says}`)),
    '\n',
  ].join('')
}

const KINDS: Readonly<Record<Rule['on'][number], string>> = {
  completion: 'completions',
  stream: 'streams',
  error: 'error replies',
  models: 'the list of models',
  model: 'single models',
  reply: 'replies of other endpoints',
  events: 'streams of other endpoints',
  unreadable: 'replies that cannot be read',
  conversation: 'all replies of a case together',
  run: 'all replies of a run together',
  request: 'request bodies',
}

function tolerancesOf(rule: string): readonly Tolerated[] {
  const found = new Map<string, Tolerated>()
  for (const name of listProfiles())
    for (const tolerance of loadProfile(name).tolerate.filter((one) => one.rule === rule)) {
      const same = JSON.stringify(tolerance)
      found.set(same, { ...tolerance, profiles: [...(found.get(same)?.profiles ?? []), name] })
    }
  return [...found.values()]
}

function toleranceOf({ profiles, at, when, reason }: Tolerated): string {
  const limits = [at === undefined ? '' : `at ${at}`, when === undefined ? '' : `where it is ${when}`].filter(Boolean)
  const first = profiles.includes(DEFAULT_PROFILE) ? DEFAULT_PROFILE : profiles[0]
  const who = profiles.length > 2 ? `${first} and ${profiles.length - 1} more` : profiles.join(' and ')
  return `by ${who}${limits.length ? `, ${limits.join(' ')}` : ''}: ${reason}`
}
