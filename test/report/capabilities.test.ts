import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CapabilityEvidence, Case, Noted, Outcome, TurnReport, Verdict } from '../../src/model/index.ts'
import { auditOf, auditParameters } from '../../src/report/audit.ts'
import { capabilitiesOf, type Effects, judgeCapabilities } from '../../src/report/capabilities.ts'
import { aCase, aTurn } from '../support/cases.ts'
import { contradictionsIn } from '../support/contradictions.ts'

const GROUPS = { tools: ['tool/*', 'tool-stream/*'], seed: ['params/seed-*'], stream: ['stream/role-*'] }
const SEEN: Effects = { isShown: true, isMissed: false, parameters: [] }
const NOT_SEEN: Effects = { ...SEEN, isShown: false }

function aFinding(rule: string, patch: Partial<Noted> = {}): Noted {
  return { rule, level: 'MUST', turn: 0, at: '', message: 'x', ...patch }
}

function replied(status: number): TurnReport {
  const request = { method: 'POST', url: 'u' }
  return { request, status, ended: 'complete', timings: { totalMs: 1 }, retries: 0, curl: '' }
}

interface Given {
  readonly about?: readonly string[]
  readonly shown?: Case['shown'] | undefined
  readonly ignored?: readonly string[]
  readonly audits?: Case['audits']
  readonly outcome?: Outcome
  readonly findings?: readonly Noted[]
  readonly status?: number
  readonly effects?: Effects
}

/** What a case about tools shows. */
function evidence({
  about = ['tools'],
  audits = {},
  ignored = [],
  outcome = 'pass',
  findings = [],
  status = 200,
  ...rest
}: Given) {
  const shown = 'shown' in rest ? rest.shown : 'met'
  const testCase = aCase('s/a', { about, audits, ignored, ...(shown ? { shown } : {}) })
  const effects = rest.effects ?? NOT_SEEN
  const judged = { outcome, findings, turns: [replied(status)] }
  const parameters = auditOf(testCase, judged, effects)
  return capabilitiesOf(testCase, { ...judged, parameters }, effects, GROUPS)
}

const ignorable = { tool_choice: { rules: ['tool/choice-required'] } }

describe('a case shows of the capability that it is about', () => {
  it.each<readonly [string, Given, CapabilityEvidence]>([
    ['an effect that was seen', { effects: SEEN }, { seen: 'effect' }],
    [
      'an effect, although the stream has no end',
      { effects: SEEN, outcome: 'fail', findings: [aFinding('stream/done-present')] },
      { seen: 'effect' },
    ],
    [
      'an effect, and a rule of its own that should hold',
      { effects: SEEN, outcome: 'warn', findings: [aFinding('tool/call-ids', { level: 'SHOULD' })] },
      { seen: 'effect', rules: ['tool/call-ids'] },
    ],
    [
      'an effect, where the profile tolerates the rest',
      { effects: SEEN, findings: [aFinding('tool/call-ids', { tolerated: 'why' })] },
      { seen: 'effect' },
    ],
    [
      'that it is broken: a MUST rule of its own does not hold',
      { outcome: 'fail', findings: [aFinding('tool-stream/index')] },
      { seen: 'broken', rules: ['tool-stream/index'] },
    ],
    [
      'an effect, although a MUST rule of its own does not hold',
      { effects: SEEN, outcome: 'fail', findings: [aFinding('tool-stream/index')] },
      { seen: 'effect', rules: ['tool-stream/index'] },
    ],
    ['that it is broken: an expectation is not met', { effects: { ...NOT_SEEN, isMissed: true } }, { seen: 'broken' }],
    [
      'a broken rule only, if it could never show the effect',
      { shown: undefined, outcome: 'fail', findings: [aFinding('tool/minimal')] },
      { seen: 'nothing', rules: ['tool/minimal'] },
    ],
    [
      'that it was ignored, at any level and tolerated or not',
      { audits: ignorable, findings: [aFinding('tool/choice-required', { level: 'MAY', tolerated: 'why' })] },
      { seen: 'ignored', rules: ['tool/choice-required'] },
    ],
    [
      'that it was ignored, where that is not a parameter',
      { ignored: ['other/seen'], findings: [aFinding('other/seen', { level: 'SHOULD' })] },
      { seen: 'ignored', rules: ['other/seen'] },
    ],
    ['that it was refused', { outcome: 'unsupported', status: 400 }, { seen: 'refused' }],
    ['that it was refused, although it is promised', { outcome: 'fail', status: 422 }, { seen: 'refused' }],
    ['that it was accepted: a pass shows no more', {}, { seen: 'accepted' }],
    ['that it was accepted by a model that did something else', { outcome: 'inconclusive' }, { seen: 'accepted' }],
    ['nothing, if it was skipped', { outcome: 'skip', effects: SEEN }, { seen: 'nothing' }],
    ['nothing, if it could not be tested', { outcome: 'error', status: 429 }, { seen: 'nothing' }],
    ['nothing, if the server crashed', { outcome: 'fail', status: 500 }, { seen: 'nothing' }],
  ])('%s', (_, given, expected) => {
    expect(evidence(given)).toEqual({ tools: expected })
  })

  it('and of another one only that its rules do not hold', () => {
    expect(evidence({ about: ['seed'], effects: SEEN, findings: [aFinding('tool/call-ids')] })).toEqual({
      seed: { seen: 'effect' },
      tools: { seen: 'nothing', rules: ['tool/call-ids'] },
    })
  })
})

describe('a capability', () => {
  const judge = (...own: readonly CapabilityEvidence[]) =>
    judgeCapabilities(own.map((tools, i) => ({ id: `s/${i}`, capabilities: { tools } })))
  const rules = ['tool/call-ids']

  it.each<[string, readonly CapabilityEvidence[], readonly string[], (readonly string[])?]>([
    ['works', [{ seen: 'effect' }, { seen: 'accepted' }, { seen: 'refused' }], ['s/0']],
    [
      'works, with defects',
      [{ seen: 'effect' }, { seen: 'broken', rules }, { seen: 'nothing' }],
      ['s/0', 's/1'],
      rules,
    ],
    ['works, with defects', [{ seen: 'effect' }, { seen: 'nothing', rules }], ['s/0', 's/1'], rules],
    ['works, with defects', [{ seen: 'effect' }, { seen: 'broken' }], ['s/0', 's/1']],
    // What was ignored is a parameter of another capability.
    ['works', [{ seen: 'effect' }, { seen: 'ignored' }], ['s/0']],
    ['accepted and ignored', [{ seen: 'ignored', rules }, { seen: 'accepted' }, { seen: 'broken' }], ['s/0'], rules],
    ['broken', [{ seen: 'broken', rules }, { seen: 'refused' }, { seen: 'nothing' }], ['s/0'], rules],
    ['refused', [{ seen: 'refused' }, { seen: 'nothing' }], ['s/0']],
    // The refusal is about something else that the case needs.
    ['not shown', [{ seen: 'refused' }, { seen: 'accepted' }], ['s/0', 's/1']],
    ['not shown', [{ seen: 'nothing' }], ['s/0']],
  ])('%s', (status, own, cases, broken) => {
    expect(judge(...own)).toEqual([{ name: 'tools', status, cases, ...(broken ? { rules: broken } : {}) }])
  })

  it('is in no report without cases about it', () => {
    expect(judgeCapabilities([{ id: 's/a' }])).toEqual([])
  })
})

describe('the table of parameters and the capabilities', () => {
  const RULES = ['tool/choice', 'tool/other', 'params/seed-same', 'stream/done', 'http/type']
  const anyFinding = fc.record({
    rule: fc.constantFrom(...RULES),
    level: fc.constantFrom<Noted['level'][]>('MUST', 'SHOULD', 'MAY'),
    tolerated: fc.option(fc.constant('why'), { nil: undefined }),
  })
  const anyAudit = fc.record({
    rules: fc.uniqueArray(fc.constantFrom(...RULES), { maxLength: 2 }),
    isShown: fc.boolean(),
  })
  const anyCase = fc.record({
    about: fc.uniqueArray(fc.constantFrom('tools', 'seed', 'stream'), { minLength: 1 }),
    hasShown: fc.boolean(),
    audits: fc.dictionary(fc.constantFrom('tool_choice', 'seed', 'n'), anyAudit),
    findings: fc.array(anyFinding, { maxLength: 4 }),
    outcome: fc.constantFrom<Outcome[]>('pass', 'warn', 'fail', 'inconclusive', 'unsupported', 'skip', 'error'),
    status: fc.constantFrom(200, 400, 404, 500),
    expected: fc.constantFrom<string[]>('2xx', '4xx'),
    isShown: fc.boolean(),
    isMissed: fc.boolean(),
  })

  it('never contradict each other', () => {
    const check = (all: readonly (typeof anyCase extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const judged = all.map(
        ({ about, hasShown, audits, outcome, status, expected, isShown, isMissed, ...rest }, i) => {
          const testCase = aCase(`s/${i}`, {
            about,
            turns: [aTurn({ expect: { status: [expected] } })],
            ...(hasShown ? { shown: 'met' } : {}),
            audits: Object.fromEntries(
              Object.entries(audits).map(([name, { rules, isShown }]) => [
                name,
                { rules, ...(isShown ? { shown: 'met' as const } : {}) },
              ]),
            ),
          })
          const parameters = Object.entries(audits).flatMap(([name, audit]) => (audit.isShown && isShown ? [name] : []))
          const effects = { isShown: hasShown && isShown, isMissed, parameters }
          const findings = rest.findings.map(({ tolerated, ...finding }) =>
            aFinding(finding.rule, { ...finding, ...(tolerated ? { tolerated } : {}) }),
          )
          const own = { outcome, findings, turns: outcome === 'skip' ? [] : [replied(status)] }
          const votes = auditOf(testCase, own, effects)
          const capabilities = capabilitiesOf(testCase, { ...own, parameters: votes }, effects, GROUPS)
          const facts = { id: testCase.id, title: '', suite: 's', needs: [], attempts: 1 }
          return { testCase, verdict: { ...facts, ...own, parameters: votes, capabilities } satisfies Verdict }
        },
      )
      const verdicts = judged.map(({ verdict }) => verdict)
      const report = {
        cases: verdicts,
        parameters: auditParameters(verdicts),
        capabilities: judgeCapabilities(verdicts),
      }
      expect(
        contradictionsIn(
          report,
          judged.map(({ testCase }) => testCase),
          GROUPS,
        ),
      ).toEqual([])
    }
    fc.assert(fc.property(fc.array(anyCase, { minLength: 1, maxLength: 4 }), check), { numRuns: 2000 })
  })
})
