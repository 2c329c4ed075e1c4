/**
 * The suite as tests of vitest: every case is a test, in a block for each suite, so that all that vitest can do with tests
 * (choose, repeat, report, watch) it can do with cases.
 *
 * ```ts
 * import { conformance } from 'chat-conformance/vitest'
 *
 * await conformance({ baseUrl: 'http://127.0.0.1:8000/v1', model: 'my-model' })
 * ```
 */
import { env } from 'node:process'
import { afterAll, beforeAll, describe, type TestContext, test } from 'vitest'
import { groupsOf } from '../../text/groups.ts'
import type { Level, Noted, Report, RunEvent, Step, Verdict } from '../model/index.ts'
import { COMPARISON } from '../report/applies.ts'
import { eventsOf } from '../report/report-events.ts'
import { conclude } from '../run/conclude.ts'
import { run } from '../run/run.ts'
import { slots } from '../run/slots.ts'
import { FAILING, openGate } from '../session/gate.ts'
import { type Met, meet } from '../session/meet.ts'
import { prepareRun, type RunOptions } from '../session/options.ts'
import { failure, formatFindings, gateFailure, untested } from './failure.ts'

/** What a test file says of the target. */
export type ConformanceOptions = Omit<RunOptions, 'env'>

/** Id of the test that compares the run with its baseline and limits. */
const GATE = 'run/gate'

/** Exchanges have times of their own: a case may have many of them. */
const NO_TIMEOUT = 0

/**
 * Registers a test for each case. Nothing is sent before the first of them runs.
 * @throws UsageError for a mistake in the options, suites, profile and whatever else they name
 */
export async function conformance(options: ConformanceOptions): Promise<void> {
  const session = await prepareRun({ env, ...options })
  const { settings, rules } = session
  const gate = openGate(settings)
  const through = (events: AsyncIterable<RunEvent> | Iterable<RunEvent>) => gate?.through(events) ?? events
  const inTurn = slots(settings.concurrency)
  const startedAt = new Date()
  /** The last verdict on each case: a test may be tried again. */
  const verdicts = new Map<string, Verdict>()

  const settle = async (verdict: Verdict, context: TestContext): Promise<void> => {
    const counted = verdict.findings.filter(({ level, tolerated }) => level !== 'MAY' && tolerated === undefined)
    const open = counted.filter((finding) => isOpen(finding, FAILING[settings.failOn]))
    if (open.length) throw failure(verdict, open, rules)
    const { outcome, reason } = verdict
    if (outcome === 'error') throw untested(verdict)
    if (outcome === 'skip') context.skip(reason)
    if (outcome === 'inconclusive' || outcome === 'unsupported') context.skip(`${outcome}: ${reason}`)
    if (counted.length) await context.annotate(formatFindings(verdict, counted), 'warning')
  }

  describe(options.baseUrl, { concurrent: false, shuffle: false, timeout: NO_TIMEOUT }, () => {
    let met: Met | undefined
    beforeAll(async () => {
      met = await meet(session, new AbortController().signal)
    }, NO_TIMEOUT)
    afterAll(() => met?.close())

    const opened = (): Met => {
      if (met) return met
      throw new Error('the target was not met')
    }
    for (const [suite, steps] of groupsOf(session.plan.steps, (step) => step.case.suite))
      describe(suite, () => {
        for (const step of steps)
          test(step.case.id, { concurrent: true }, (context) =>
            inTurn(async () => {
              const verdict = await verdictOn(step, opened(), context.signal, through)
              verdicts.set(verdict.id, verdict)
              await settle(verdict, context)
            }),
          )
      })

    /** All that was judged, as a run of the command line would put it together. */
    const reportOf = async (): Promise<Report> => {
      const { plan, tools } = opened()
      const { steps, target, scope } = plan
      const { report } = conclude(
        {
          target,
          // vitest may have chosen among the tests.
          scope: verdicts.size < steps.length ? { ...scope, chosen: true } : scope,
          verdicts: [...verdicts.values()],
          order: steps.map((step) => step.case.id),
          startedAt,
          durationMs: Date.now() - startedAt.getTime(),
          interrupted: false,
          version: tools.version,
        },
        tools.rules,
        tools.profile,
      )
      return await endOf(through(eventsOf(report)))
    }
    test(COMPARISON, async (context) => {
      const { cases } = await reportOf()
      // What only the complete run decides: a refusal of what the target accepted in another case.
      const settled = cases.filter(({ id, pending }) => verdicts.get(id)?.pending && !pending)
      for (const verdict of settled) await settle(verdict, context)
      const comparison = cases.find(({ id }) => id === COMPARISON)
      if (!comparison) return context.skip('there are no two replies to compare')
      await settle(comparison, context)
    })
    if (gate)
      test(GATE, async () => {
        const { gate } = await reportOf()
        const error = gate && gateFailure(gate)
        if (error) throw error
      })
  })
}

function isOpen({ level, known }: Noted, failing: readonly Level[]): boolean {
  return known === undefined && failing.includes(level)
}

type Through = (events: AsyncIterable<RunEvent>) => AsyncIterable<RunEvent> | Iterable<RunEvent>

async function verdictOn(step: Step, { plan, tools }: Met, signal: AbortSignal, through: Through): Promise<Verdict> {
  for await (const event of through(run({ ...plan, steps: [step] }, tools, signal)))
    if (event.type === 'case' && event.verdict.id === step.case.id) return event.verdict
  throw new Error('the run was stopped before the case had ended')
}

async function endOf(events: AsyncIterable<RunEvent> | Iterable<RunEvent>): Promise<Report> {
  for await (const event of events) if (event.type === 'end') return event.report
  throw new Error('the run ended without a report')
}
