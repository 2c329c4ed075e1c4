/** What a case shows of request parameters and capabilities, as its verdict keeps it. */
import type { Api, Case, Verdict } from '../model/index.ts'
import { auditOf } from './audit.ts'
import { capabilitiesOf, type Effects } from './capabilities.ts'

/**
 * The members of the verdict on a case that say what it shows; none of them if it shows nothing.
 * @param effects what the replies show; undefined for a case that was not run
 */
export function evidenceOf(
  testCase: Case,
  verdict: Pick<Verdict, 'outcome' | 'findings' | 'turns'>,
  effects: Effects | undefined,
  { capabilities: groups }: Pick<Api, 'capabilities'>,
): Pick<Verdict, 'parameters' | 'capabilities'> {
  const parameters = effects ? auditOf(testCase, verdict, effects) : {}
  const capabilities = capabilitiesOf(testCase, { ...verdict, parameters }, effects, groups)
  return {
    ...(Object.keys(parameters).length ? { parameters } : {}),
    ...(Object.keys(capabilities).length ? { capabilities } : {}),
  }
}
