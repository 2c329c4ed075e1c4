/** Whether the table of parameters and the capabilities of a report say the same. */
import { matches } from '../../src/foundation/patterns.ts'
import type { Case, Report } from '../../src/model/index.ts'

/**
 * Sentences about a parameter and a capability that cannot both be true:
 *   honoured, and the capability of the case that showed it was not seen to work
 *   ignored, and the capability of the case that found that works without any defect
 */
export function contradictionsIn(
  { parameters, capabilities, cases }: Pick<Report, 'parameters' | 'capabilities' | 'cases'>,
  own: readonly Pick<Case, 'id' | 'about' | 'audits'>[],
  groups: Readonly<Record<string, readonly string[]>>,
): string[] {
  const statuses = new Map(capabilities.map(({ name, status }) => [name, status]))
  const isOf = (rule: string, name: string) => (groups[name] ?? []).some((pattern) => matches(pattern, rule))
  return parameters.flatMap(({ name, verdict, cases: ids }) =>
    own
      .filter(({ id }) => ids.includes(id))
      .flatMap(({ id, about, audits }) =>
        (audits[name]?.about ?? about).flatMap((capability) => {
          const status = statuses.get(capability)
          const works = status === 'works' || status === 'works, with defects'
          const found = cases.find((one) => one.id === id)?.findings.map(({ rule }) => rule) ?? []
          const ignoring = (audits[name]?.rules ?? []).filter((rule) => found.includes(rule))
          // A rule of none of them is about all that the case is about.
          const isAbout = ignoring.some(
            (rule) => isOf(rule, capability) || !Object.keys(groups).some((group) => isOf(rule, group)),
          )
          const isWrong = (verdict === 'honoured' && !works) || (verdict === 'ignored' && status === 'works' && isAbout)
          return isWrong ? [`${id}: ${name} is ${verdict}, and ${capability} is ${status}`] : []
        }),
      ),
  )
}
