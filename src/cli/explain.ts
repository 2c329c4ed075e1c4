/** `explain`: explains a rule or a profile. */
import pc from 'picocolors'
import { type ListedFault, listFaults } from '../../server/index.ts'
import { printable } from '../../text/printable.ts'
import { listProfiles, loadProfile } from '../ask/load.ts'
import { loadRules } from '../ask/registry.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import type { Rule, Tolerance } from '../model/index.ts'
import { DEFAULT_PROFILE } from '../session/settings.ts'
import { getHost } from './host.ts'
import { wrapText } from './table.ts'
import { showsColor, write } from './terminal.ts'

/** A tolerance of the rule, and the profiles that have it, most of them by inheritance. */
type SharedTolerance = Tolerance & { readonly profiles: readonly string[] }

/** Prints what a rule requires, why, how to fix a server, and who tolerates it. */
export async function explainCommand(id: string, { json }: { readonly json?: true }): Promise<number> {
  const rules = await loadRules()
  const rule = rules.get(id)
  if (!rule && (listProfiles().includes(id) || /\.ya?ml$/.test(id))) {
    const { explainProfile } = await import('./explain-profile.ts')
    return explainProfile(id, json ? { json } : {})
  }
  if (!rule)
    throw new UsageError(
      `unknown rule or profile ${JSON.stringify(id)}${didYouMean(id, [...rules.keys(), ...listProfiles()])}\nsee \`chat-conformance list rules\` and \`chat-conformance list profiles\``,
    )
  const tolerated = findTolerances(id)
  const faults = (await listFaults()).filter(({ breaks, also }) => breaks === id || also.includes(id))
  if (json) {
    const { check: _check, ...facts } = rule
    write(`${JSON.stringify({ id, ...facts, tolerated, faults }, null, 2)}\n`)
  } else write(formatRule(id, rule, tolerated, faults))
  return 0
}

const LABEL = 10

function formatRule(
  id: string,
  rule: Rule,
  tolerated: readonly SharedTolerance[],
  faults: readonly ListedFault[],
): string {
  const { stdout } = getHost()
  const paint = pc.createColors(showsColor(stdout))
  const columns = Math.min(stdout.columns ?? 100, 110)
  const level = { MUST: paint.red, SHOULD: paint.yellow, MAY: paint.dim }[rule.level](rule.level)
  const entry = (label: string, text: string): string =>
    `  ${paint.dim(label.padEnd(LABEL))} ${wrapText(printable(text), LABEL + 3, columns).trimStart()}`
  const excerpt = (label: string, text: string, color: (line: string) => string): string => {
    const lines = text.trimEnd().split('\n').map(printable)
    return lines.map((line, i) => `  ${paint.dim((i ? '' : label).padEnd(LABEL))} ${color(line)}\n`).join('')
  }
  return [
    `\n${paint.bold(level)} ${paint.bold(printable(id))}\n`,
    wrapText(printable(rule.says), 2, columns),
    '\n',
    entry('why', rule.why),
    entry('fix', rule.mend),
    '\n',
    excerpt('wrong', rule.wrong, paint.red),
    excerpt('right', rule.right, paint.green),
    '\n',
    entry(
      'applies',
      rule.on.length ? rule.on.map((kind) => KINDS[kind]).join(', ') : 'the expectations of single cases',
    ),
    entry('basis', rule.basis),
    entry('source', rule.source),
    ...(rule.seen ?? []).map((thread, i) => entry(i ? '' : 'seen', thread)),
    ...tolerated.map((tolerance, i) => entry(i ? '' : 'tolerated', formatTolerance(tolerance))),
    ...faults.map(({ id: fault, says }, i) => entry(i ? '' : 'proof', `--fault ${fault}: ${says}`)),
    '\n',
  ].join('')
}

const KINDS: Readonly<Record<Rule['on'][number], string>> = {
  json: 'JSON responses',
  stream: 'streams',
  event: 'events of a stream',
  error: 'error responses',
  unreadable: 'responses that cannot be read',
  conversation: 'all responses of a case together',
  run: 'all responses of a run together',
  request: 'request bodies',
}

function findTolerances(rule: string): readonly SharedTolerance[] {
  const byText = new Map<string, SharedTolerance>()
  for (const name of listProfiles())
    for (const tolerance of loadProfile(name).tolerate.filter((tolerance) => tolerance.rule === rule)) {
      const text = JSON.stringify(tolerance)
      byText.set(text, { ...tolerance, profiles: [...(byText.get(text)?.profiles ?? []), name] })
    }
  return [...byText.values()]
}

function formatTolerance({ profiles, at, when, reason }: SharedTolerance): string {
  const limits = [at === undefined ? '' : `at ${at}`, when === undefined ? '' : `if it is ${when}`].filter(Boolean)
  const first = profiles.includes(DEFAULT_PROFILE) ? DEFAULT_PROFILE : profiles[0]
  const names = profiles.length > 2 ? `${first} and ${profiles.length - 1} more` : profiles.join(' and ')
  return `by ${names}${limits.length ? `, ${limits.join(' ')}` : ''}: ${reason}`
}
