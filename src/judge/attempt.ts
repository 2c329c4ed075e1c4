/** Decides the outcome of a case from what came back. Pure, and the only place where levels, tolerance and assumptions meet. */
import { owedBy } from '../ask/owed.ts'
import type {
  Case,
  ConversationSeen,
  Finding,
  Json,
  Noted,
  Observation,
  Outcome,
  Profile,
  RequestSeen,
  Rule,
  RunSeen,
  Turn,
} from '../model/index.ts'
import { foldFindings } from '../report/fold.ts'
import { check, note } from './check.ts'
import { findLost } from './control.ts'
import { isEvaluated, judgeReply, type ReplyJudgement } from './reply.ts'
import { markTolerated } from './tolerance.ts'

/** A request of a case with the reply to it, or a turn of which no request could be made. */
export type Answer =
  | {
      /** The position of the turn in the case, from 0. */
      readonly place: number
      readonly turn: Turn
      /** The part of the conversation that the request carried. */
      readonly said: readonly Json[]
      readonly seen: Observation
    }
  | {
      readonly place: number
      readonly turn: Turn
      /** What the model did that leaves no valid request to send. */
      readonly unable: string
    }

/** What is needed to judge. */
export interface Bench {
  /** The rules that are evaluated. */
  readonly rules: ReadonlyMap<string, Rule>
  readonly profile: Profile
}

export interface Judgement {
  readonly outcome: Outcome
  /** Why it is not simply a pass or a failure. */
  readonly reason?: string
  readonly findings: readonly Noted[]
}

/** What is known of the turns of a case so far. */
export interface Standing {
  /** The last reply is not one that the next turn can build on. */
  readonly isStuck: boolean
  /** The rest of the case depends on a status that did not come. */
  readonly isOver: boolean
  /** A turn was answered with the success that it expects. */
  readonly isAccepted: boolean
}

const START: Standing = { isStuck: false, isOver: false, isAccepted: false }

/**
 * The outcome of one attempt at a case, with all findings.
 * @param answers all of them, in the order in which they were sent
 * @param failure why the attempt could not be carried to its end, if it could not
 * @param drops whether a finding did not come again where it has to
 */
export function judgeAttempt(
  testCase: Pick<Case, 'id' | 'needs' | 'turns' | 'control'>,
  answers: readonly Answer[],
  bench: Bench,
  failure?: string,
  drops: (finding: Noted) => boolean = () => false,
): Judgement {
  const { rules, profile } = bench
  const { steps, standing } = walk(testCase, answers, profile)
  const evaluated = steps.map((step) => evaluateStep(step, rules))
  const compared = compareReplies(answers, rules)
  const lost = controlled(testCase, steps, rules)
  const judgements = steps.flatMap(({ judgement }) => judgement ?? [])
  const evidence: Evidence = {
    findings: [...evaluated, compared, ...lost].flatMap(({ findings }) =>
      findings.filter((finding) => !drops(finding)),
    ),
    trouble: failure ?? firstOf([...evaluated, compared], 'bug') ?? firstOf(judgements, 'trouble'),
    refused: firstOf(judgements, 'refused'),
    // What the control shows to be lost is why the model did not do it.
    unmet: lost.length ? undefined : firstUnmet(steps),
  }
  // Never green: a case that stopped for a reason that nothing reports has proved nothing.
  const isSilent = !evidence.findings.length && !evidence.refused && !evidence.trouble && !evidence.unmet
  return decide(standing.isStuck && isSilent ? { ...evidence, unmet: STOPPED } : evidence, bench, testCase.id)
}

function firstUnmet(steps: readonly Step[]): string | undefined {
  return steps.map(({ answer, judgement }) => ('unable' in answer ? answer.unable : judgement?.unmet)).find(Boolean)
}

/** The finding of the control of a case, if there is one. */
function controlled(
  testCase: Pick<Case, 'turns' | 'control'>,
  steps: readonly Step[],
  rules: Bench['rules'],
): readonly Evaluated[] {
  const lost = findLost(testCase, steps)
  const rule = testCase.control && rules.get(testCase.control.rule)
  return lost && rule ? [{ findings: [note(lost.finding, testCase.control?.rule ?? '', rule, lost.turn)] }] : []
}

const STOPPED = 'the conversation stopped: the previous turn got no usable reply'

/**
 * The outcome for what does not belong to a case: a captured request or reply, or all replies of a run together. Nobody knows what
 * is expected of it, so only the rules decide.
 * @param id the name under which tolerances may mean it
 * @param hides whether something that was left out may be where a finding is
 * @throws Error naming the rule, if a rule of ours fails
 */
export function judgeSubject(
  id: string,
  subject: Observation | RequestSeen | RunSeen,
  bench: Bench,
  hides: (finding: Finding) => boolean = () => false,
): Judgement {
  const findings = check(subject, bench.rules, 0).filter((finding) => !hides(finding))
  const isLost = subject.kind === 'unreadable' && subject.exchange.status === undefined
  return decide({ findings, trouble: isLost ? subject.why : undefined }, bench, id)
}

/** The findings about one answer: of the rules, and of what its turn expects. */
function evaluateStep({ answer, judgement }: Step, rules: Bench['rules']): Evaluated {
  if ('unable' in answer) return { findings: [] }
  const { turn, seen } = answer
  const { findings, bug } = isEvaluated(seen, turn) ? evaluate(seen, seen.turn, rules) : { findings: [] }
  const missed = (judgement?.missed ?? []).flatMap(({ part, ...finding }) => {
    const id = turn.expect.rule ?? `case/${part}`
    const rule = rules.get(id)
    return rule ? [note(finding, id, rule, seen.turn)] : []
  })
  return { findings: [...findings, ...missed], ...(bug === undefined ? {} : { bug }) }
}

/** What only a comparison of the replies shows; each finding is noted at the reply that it is about. */
function compareReplies(answers: readonly Answer[], rules: Bench['rules']): Evaluated {
  const replies = answers.flatMap((answer) => ('seen' in answer ? [answer.seen] : []))
  if (replies.length < 2) return { findings: [] }
  const { findings, ...rest } = evaluate({ kind: 'conversation', replies }, 0, rules)
  return {
    ...rest,
    findings: findings.map((finding) => {
      const index = /^\/replies\/(\d+)/.exec(finding.at)?.[1]
      return { ...finding, turn: index === undefined ? replies.length - 1 : Number(index) }
    }),
  }
}

interface Evaluated {
  readonly findings: readonly Noted[]
  /** A rule of ours failed. */
  readonly bug?: string
}

function evaluate(subject: Observation | ConversationSeen, turn: number, rules: Bench['rules']): Evaluated {
  try {
    return { findings: check(subject, rules, turn) }
  } catch (error) {
    return { findings: [], bug: describeBug(error) }
  }
}

/** What went wrong in the tool itself, for a reason. */
export function describeBug(error: unknown): string {
  return `a bug of chat-conformance: ${(error as Error).message}`
}

function firstOf<K extends string>(values: readonly { readonly [key in K]?: string }[], key: K): string | undefined {
  return values.map((value) => value[key]).find((value) => value !== undefined)
}

/** An answer with its judgement. */
export interface Step {
  readonly answer: Answer
  /** undefined for a turn that was not sent. */
  readonly judgement?: ReplyJudgement
}

/** Goes through the answers in order and judges each in view of those before it. */
export function walk(
  testCase: Pick<Case, 'needs'>,
  answers: readonly Answer[],
  profile: Profile,
): { readonly steps: readonly Step[]; readonly standing: Standing } {
  const steps: Step[] = []
  let standing = START
  for (const group of groupByPlace(answers)) {
    const { turn } = group[0]
    // What went wrong before spoils only what builds on it.
    let { isStuck, isOver, isAccepted } = { ...standing, isStuck: turn.fresh ? standing.isOver : standing.isStuck }
    for (const answer of group) {
      if ('unable' in answer) {
        isStuck = true
        steps.push({ answer })
        continue
      }
      const judgement = judgeReply(answer.seen, turn, testCase, isAccepted, profile)
      isStuck ||= !judgement.isUsable
      isOver ||= judgement.isOver
      steps.push({ answer, judgement })
    }
    isAccepted ||= !isStuck && owedBy(turn.expect) === 'success'
    standing = { isStuck, isOver, isAccepted }
  }
  return { steps, standing }
}

/** Requests that a turn sends at the same time belong together. */
function groupByPlace(answers: readonly Answer[]): readonly [Answer, ...Answer[]][] {
  const groups: [Answer, ...Answer[]][] = []
  for (const answer of answers) {
    const last = groups.at(-1)
    if (last?.[0].place === answer.place) last.push(answer)
    else groups.push([answer])
  }
  return groups
}

/** What decides an outcome. */
interface Evidence {
  readonly findings: readonly Noted[]
  readonly refused?: string | undefined
  readonly unmet?: string | undefined
  readonly trouble?: string | undefined
}

function decide(evidence: Evidence, { rules, profile }: Bench, id: string): Judgement {
  const { explanations } = profile.api
  const findings = foldFindings(markTolerated(evidence.findings, profile, id), { rules, explanations })
  return { ...outcomeOf({ ...evidence, findings }), findings }
}

function outcomeOf({ findings, refused, unmet, trouble }: Evidence): Omit<Judgement, 'findings'> {
  const counted = findings.filter((finding) => finding.tolerated === undefined)
  if (counted.some(({ level }) => level === 'MUST')) return { outcome: 'fail' }
  if (trouble) return { outcome: 'error', reason: trouble }
  if (refused) return { outcome: 'unsupported', reason: refused }
  if (unmet) return { outcome: 'inconclusive', reason: unmet }
  return { outcome: counted.some(({ level }) => level === 'SHOULD') ? 'warn' : 'pass' }
}
