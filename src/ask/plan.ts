/** Decides which cases run, before anything is sent. */

import { parseJson } from '../foundation/json.ts'
import { lookUp } from '../foundation/jsonpath.ts'
import { select } from '../foundation/patterns.ts'
import { misfit } from '../foundation/schemas.ts'
import type { Api, Case, Limit, Plan, Profile, Step, TargetFacts } from '../model/index.ts'
import { endpointOf } from './apis.ts'
import { describeModelNeed } from './model-free.ts'
import { owedBy } from './owed.ts'

export interface Wishes {
  readonly cases: readonly Case[]
  readonly target: TargetFacts
  readonly profile: Profile
  /** Patterns over suite ids; none means all. */
  readonly suites?: readonly string[]
  /** Patterns over case ids; none means all. */
  readonly only?: readonly string[]
  /** A key is configured: cases about keys can be run. */
  readonly hasKey: boolean
  /** The tool serves its fixtures to the target. */
  readonly servesFixtures: boolean
}

/**
 * The selected cases, in order, each to run or to skip with a reason. Cases for another API than the profile's
 * are in the plan, to be skipped, only where the user chose them.
 * @throws UsageError for a pattern that matches nothing
 */
export function makePlan(wishes: Wishes): Plan {
  const { cases, target, profile } = wishes
  const isChosen = Boolean(wishes.suites?.length || wishes.only?.length)
  const isOwn = ({ api }: Case): boolean => api === profile.api.name
  const suites = select(wishes.suites ?? [], [...new Set(cases.map(({ suite }) => suite))], 'suite')
  const inSuites = cases.filter(({ suite }) => suites.has(suite))
  const ids = select(
    wishes.only ?? [],
    inSuites.map(({ id }) => id),
    'case',
  )
  const chosen = inSuites.filter((testCase) => ids.has(testCase.id) && (isChosen || isOwn(testCase)))
  const isAll = cases.every((testCase) => !isOwn(testCase) || chosen.includes(testCase))
  return { target, steps: chosen.map((testCase) => toStep(testCase, wishes)), scope: isAll ? {} : { chosen: true } }
}

function toStep(testCase: Case, { profile, hasKey, servesFixtures }: Wishes): Step {
  if (testCase.api !== profile.api.name)
    return {
      case: testCase,
      skip: `tests the API ${testCase.api}, and the profile ${profile.name} is for ${profile.api.name}`,
    }
  const modelNeed = profile.modelFree && describeModelNeed(testCase, profile.modelFree)
  if (modelNeed)
    return {
      case: testCase,
      skip: `the profile ${profile.name} leaves out what depends on a model: the case ${modelNeed}`,
    }
  const always = testCase.turns.filter(({ when }) => !when)
  const needs = [...testCase.needs, ...always.flatMap((turn) => turn.needs)]
  const lacking = needs.find((need) => profile.lacks.includes(need))
  if (lacking) return { case: testCase, skip: `the profile ${profile.name} says that the target has no ${lacking}` }
  const beyond = limitOf(testCase, profile)
  if (beyond) return { case: testCase, skip: `the profile ${profile.name} says: ${beyond.says}` }
  const renamed = Object.keys(testCase.audits).find((name) => Object.hasOwn(profile.adapt.rename, name))
  if (renamed)
    return {
      case: testCase,
      skip: `the profile ${profile.name} says that ${renamed} is spelled ${profile.adapt.rename[renamed]}`,
    }
  if (needs.includes('key') && !hasKey)
    return { case: testCase, skip: 'no key is configured, so the target need not ask for one' }
  if (needs.includes('image-url') && !servesFixtures)
    return { case: testCase, skip: 'needs --serve-fixtures, which serves the images on loopback' }
  return { case: testCase }
}

/** The plan without the cases that look for the model in the list of the target: the user's other name for a model is in no list. */
export function skipListing(plan: Plan, model: string, api: Api): Plan {
  const skip = `the model ${JSON.stringify(model)} was named by the user and answers; the list may have it under another name`
  const looks = ({ turns }: Case): boolean =>
    turns.some(
      ({ method, path, expect }) =>
        api.lists !== undefined &&
        endpointOf(api, method, path)?.name === api.lists &&
        JSON.stringify(expect).includes('{{model}}'),
    )
  return {
    ...plan,
    steps: plan.steps.map((step) =>
      step.skip === undefined && !step.verdict && looks(step.case) ? { ...step, skip } : step,
    ),
  }
}

/** The limit that a request of the case goes beyond, if it is one that has to succeed. */
function limitOf(testCase: Case, { limits, api }: Profile): Limit | undefined {
  const requests = testCase.turns.filter(
    ({ method, path, expect }) => method !== 'GET' && endpointOf(api, method, path) && owedBy(expect) === 'success',
  )
  const bodies = requests.map(({ send, raw }) => (raw === undefined ? send : parseJson(raw)))
  return limits.find(({ at, is }) =>
    bodies.some((body) => (lookUp(at, body) ?? []).some(({ value }) => misfit(is, value) !== undefined)),
  )
}
