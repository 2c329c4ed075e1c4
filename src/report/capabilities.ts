/** Whether a target has a capability: from what was seen of this capability, not from the absence of findings. */
import { ownTurns } from '../../text/turns.ts'
import { owedBy } from '../ask/owed.ts'
import { matches } from '../foundation/patterns.ts'
import type {
  Api,
  Capability,
  CapabilityEvidence,
  CapabilityJudgement,
  CapabilityStatus,
  Case,
  Noted,
  Verdict,
} from '../model/index.ts'

/** Capabilities → patterns of the rules that are about them. Rules of no capability, such as those of the transport, colour none. */
export type RuleGroups = Api['capabilities']

/** What the replies of a case show. */
export interface Effects {
  /** What the case is about had its effect. */
  readonly isShown: boolean
  /** A reply does not meet an expectation of the case. */
  readonly isMissed: boolean
  /** The request parameters whose effect was seen. */
  readonly parameters: readonly string[]
}

type Judged = Pick<Verdict, 'outcome' | 'findings' | 'turns' | 'parameters'>

/**
 * What the verdict on a case shows of the capabilities that the case is about, and which rules about any capability do not hold.
 * @param effects what the replies show; undefined for a case that was not run
 */
export function capabilitiesOf(
  testCase: Pick<Case, 'about' | 'shown' | 'ignored' | 'audits' | 'turns'>,
  verdict: Judged,
  effects: Effects | undefined,
  groups: RuleGroups,
): Readonly<Record<Capability, CapabilityEvidence>> {
  const isBroken = (name: Capability): boolean => brokenRules(name, verdict.findings, groups, 'MUST').length > 0
  const evidence = Object.keys(groups).flatMap((name): [Capability, CapabilityEvidence][] => {
    const isAbout = testCase.about.includes(name)
    const own = { ...testCase, audits: auditsOf(testCase, name) }
    const ignoring = ignoringRules(own, verdict)
    const broken = brokenRules(name, verdict.findings, groups)
    // Where the rule is about no capability, such as one of the transport, the case says what was ignored.
    const ignored = ignoring.filter((rule) => {
      const owners = capabilitiesOfRule(rule, groups)
      return owners.has(name) || (isAbout && !owners.size)
    })
    const rules = [...new Set([...broken, ...ignored])].sort()
    if (!isAbout && !rules.length) return []
    const seen =
      isAbout && effects
        ? seenOf(own, verdict, effects, { isIgnored: ignoring.length > 0, isBroken: isBroken(name) })
        : 'nothing'
    return [[name, { seen, ...(rules.length ? { rules } : {}) }]]
  })
  return Object.fromEntries(evidence)
}

/** The parameters that are evidence for the capability. */
function auditsOf({ audits }: Pick<Case, 'audits'>, name: Capability): Case['audits'] {
  return Object.fromEntries(Object.entries(audits).filter(([, { about }]) => about?.includes(name) ?? true))
}

/** The rules whose findings say that something was ignored. A profile may tolerate that: it is a fact nevertheless. */
function ignoringRules(
  { ignored = [], audits }: Pick<Case, 'ignored' | 'audits'>,
  { findings, parameters = {} }: Judged,
): readonly string[] {
  const ofParameters = Object.entries(audits).flatMap(([name, { rules }]) =>
    parameters[name] === 'ignored' ? rules : [],
  )
  return [...ignored, ...ofParameters].filter((id) => findings.some(({ rule }) => rule === id))
}

function seenOf(
  { shown, audits, turns }: Pick<Case, 'shown' | 'audits' | 'turns'>,
  { outcome, parameters = {}, turns: all }: Judged,
  { isShown, isMissed }: Effects,
  { isIgnored, isBroken }: { readonly isIgnored: boolean; readonly isBroken: boolean },
): CapabilityEvidence['seen'] {
  if (outcome === 'skip' || outcome === 'error') return 'nothing'
  const replies = ownTurns({ turns: all })
  const votes = Object.keys(audits).map((parameter) => parameters[parameter])
  // What was seen is there, even if something else about it is wrong.
  if (isShown || votes.includes('honoured')) return 'effect'
  if (isIgnored) return 'ignored'
  // A case that could never show the effect does not show that it is missing either.
  const couldShow = shown !== undefined || Object.values(audits).some((audit) => audit.shown)
  if (isBroken) return couldShow ? 'broken' : 'nothing'
  const isOwed = turns.every(({ expect }) => owedBy(expect) === 'success')
  const isRefused = isOwed ? replies.some(({ status }) => isRefusal(status)) : votes.includes('refused')
  if (outcome === 'unsupported' || isRefused) return 'refused'
  if (isMissed && couldShow) return 'broken'
  return isOwed && replies.length && replies.every(({ status }) => isSuccess(status)) ? 'accepted' : 'nothing'
}

const isSuccess = (status = 0): boolean => status >= 200 && status < 300

const isRefusal = (status = 0): boolean => (status >= 400 && status < 500) || status === 501

/** The rules about the capability that have findings that count. */
function brokenRules(
  name: Capability,
  findings: readonly Noted[],
  groups: RuleGroups,
  level?: Noted['level'],
): readonly string[] {
  const counted = findings.filter((finding) => finding.tolerated === undefined && finding.level !== 'MAY')
  const rules = new Set(counted.filter((finding) => !level || finding.level === level).map(({ rule }) => rule))
  return [...rules].filter((rule) => capabilitiesOfRule(rule, groups).has(name))
}

const known = new WeakMap<RuleGroups, Map<string, ReadonlySet<Capability>>>()

/** The capabilities that the rule is about. A run looks up the same rules thousands of times. */
function capabilitiesOfRule(rule: string, groups: RuleGroups): ReadonlySet<Capability> {
  const byRule = known.get(groups) ?? new Map<string, ReadonlySet<Capability>>()
  known.set(groups, byRule)
  const names =
    byRule.get(rule) ??
    new Set(Object.keys(groups).filter((group) => groups[group]?.some((pattern) => matches(pattern, rule))))
  byRule.set(rule, names)
  return names
}

/** One judgement for each capability that a case is about or a broken rule belongs to, in alphabetical order. */
export function judgeCapabilities(
  verdicts: readonly Pick<Verdict, 'id' | 'capabilities'>[],
): readonly CapabilityJudgement[] {
  const names = [...new Set(verdicts.flatMap(({ capabilities = {} }) => Object.keys(capabilities)))].sort()
  return names.map((name) => {
    const evidence = verdicts.flatMap(({ id, capabilities }): Placed[] => {
      const own = capabilities?.[name]
      return own ? [{ id, rules: [], ...own }] : []
    })
    const status = statusOf(evidence)
    const rules = [...new Set(evidence.flatMap((own) => own.rules))].sort()
    const cases = evidence.filter((own) => decides(own, status)).map(({ id }) => id)
    return { name, status, cases, ...(rules.length ? { rules } : {}) }
  })
}

type Placed = Required<CapabilityEvidence> & { readonly id: string }

function statusOf(evidence: readonly Placed[]): CapabilityStatus {
  const has = (seen: CapabilityEvidence['seen']): boolean => evidence.some((own) => own.seen === seen)
  if (has('effect'))
    return has('broken') || evidence.some(({ rules }) => rules.length) ? 'works, with defects' : 'works'
  if (has('ignored')) return 'accepted and ignored'
  if (has('broken')) return 'broken'
  // Where it was accepted once, a refusal is about something else that the case needs.
  return has('refused') && !has('accepted') ? 'refused' : 'not shown'
}

/** Whether the case is evidence for the status. */
function decides({ seen, rules }: Placed, status: CapabilityStatus): boolean {
  switch (status) {
    case 'works':
      return seen === 'effect'
    case 'works, with defects':
      return seen === 'effect' || seen === 'broken' || rules.length > 0
    case 'accepted and ignored':
      return seen === 'ignored'
    case 'broken':
      return seen === 'broken'
    case 'refused':
      return seen === 'refused'
    case 'not shown':
      return true
  }
}
