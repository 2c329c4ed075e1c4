import type { Report, RunEvent } from '../model/index.ts'

/** The events of the run that a report is of, so that reporters can print it. */
export function* eventsOf(report: Report): Iterable<RunEvent> {
  const { tool, target, startedAt, scope, cases } = report
  const announced = cases.map(({ id, suite, outcome, reason = '' }) => ({
    id,
    suite,
    ...(outcome === 'skip' ? { skip: reason } : {}),
  }))
  yield { type: 'start', tool, target, startedAt, scope, cases: announced }
  for (const verdict of cases) {
    yield { type: 'begin', case: verdict.id }
    yield { type: 'case', verdict }
  }
  yield { type: 'end', report }
}
