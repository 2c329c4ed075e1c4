/** Continues a run that was cut off: finished cases are not run again. */
import { sourceOf } from '../ask/case-source.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { Plan, TargetFacts, Verdict } from '../model/index.ts'
import type { ToldRun } from '../report/read-events.ts'

/**
 * The plan with the verdicts of the run that is continued. What could not be tested is tried again.
 * @throws UsageError if it is another run: another profile, another choice of cases, or a case that has changed since
 */
export function resumePlan(plan: Plan, { start, verdicts }: ToldRun, version: string): Plan {
  const facts = (of: Pick<Plan, 'target' | 'scope'>, tool: string, ids: readonly string[]) => ({
    'version of chat-conformance': tool,
    profile: of.target.profile,
    'number of cases': ids.length,
    'choice of cases': ids.join(' '),
    'choice of rules': of.scope.rules?.join(' ') ?? 'all',
    'number of repetitions': of.scope.repeat ?? 1,
    shard: of.scope.shard ? `${of.scope.shard.index}/${of.scope.shard.of}` : 'none',
  })
  const before = facts(
    start,
    start.tool.version,
    start.cases.map(({ id }) => id),
  )
  const now = facts(
    plan,
    version,
    plan.steps.map((step) => step.case.id),
  )
  const other = (Object.keys(now) as (keyof typeof now)[]).find((name) => before[name] !== now[name])
  if (other)
    throw new UsageError(
      other === 'choice of cases'
        ? 'this is not the run that was cut off: its cases were others'
        : `this is not the run that was cut off: its ${other} was ${before[other]} and is ${now[other]}`,
    )
  const steps = plan.steps.map((step) => {
    const verdict = verdicts.get(step.case.id)
    if (!verdict || verdict.outcome === 'error') return step
    checkSame(verdict, sourceOf(step.case).digest)
    return { ...step, verdict }
  })
  return { ...plan, steps }
}

function checkSame({ id, source }: Verdict, digest: string): void {
  if (source && source.digest !== digest)
    throw new UsageError(`the case ${id} has changed since it was run; begin a new run`)
}

/**
 * Makes sure that the run continues with the same target.
 * @throws UsageError if the target is another
 */
export function checkTarget(before: TargetFacts, now: TargetFacts): void {
  for (const [name, what] of [
    ['baseUrl', 'base URL'],
    ['model', 'model'],
  ] as const)
    if (before[name] !== now[name])
      throw new UsageError(`the run that was cut off had the ${what} ${before[name]}, and this one has ${now[name]}`)
}
