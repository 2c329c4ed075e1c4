/** What a case shows of request parameters and capabilities, as its verdict keeps it. */
import type { Api, Capability, CapabilityEvidence, Case, Verdict } from '../model/index.ts'
import { auditOf } from './audit.ts'
import { capabilitiesOf, type Effects } from './capabilities.ts'

/**
 * The members of the verdict on a case that say what it shows; none of them if it shows nothing.
 * @param effects what the replies show; undefined for a case that was not run
 * @param refusedFor the capability that a refusal is about by its message
 */
export function evidenceOf(
  testCase: Case,
  verdict: Pick<Verdict, 'outcome' | 'findings' | 'turns'>,
  effects: Effects | undefined,
  { capabilities: groups }: Pick<Api, 'capabilities'>,
  refusedFor?: Capability,
): Pick<Verdict, 'parameters' | 'capabilities'> {
  const parameters = effects ? auditOf(testCase, verdict, effects) : {}
  const shown = capabilitiesOf(testCase, { ...verdict, parameters }, effects, groups)
  const capabilities = refusedFor === undefined ? shown : blame(refusedFor, shown)
  return {
    ...(Object.keys(parameters).length ? { parameters } : {}),
    ...(Object.keys(capabilities).length ? { capabilities } : {}),
  }
}

/** A refusal that is about another capability shows nothing of those that the case is about. */
function blame(
  name: Capability,
  shown: Readonly<Record<Capability, CapabilityEvidence>>,
): Readonly<Record<Capability, CapabilityEvidence>> {
  const others = Object.entries(shown).map(([other, evidence]) => [
    other,
    evidence.seen === 'refused' ? { ...evidence, seen: 'nothing' } : evidence,
  ])
  return { ...Object.fromEntries(others), [name]: { seen: 'refused' } }
}
