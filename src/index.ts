/**
 * The library: load cases, plan them, run them against a target, and judge what came back.
 *
 * ```ts
 * import { loadProfile, loadRules, loadSuites, makePlan, openWire, run, WIRE_DEFAULTS } from 'chat-conformance'
 *
 * const profile = loadProfile('compatible')
 * const target = { baseUrl: 'http://127.0.0.1:8000/v1', model: 'my-model', profile: profile.name }
 * const plan = makePlan({ cases: loadSuites(), target, profile, hasKey: false, servesFixtures: false })
 * const wire = openWire(WIRE_DEFAULTS)
 * const tools = {
 *   send: wire.send, rules: await loadRules(), profile, setting: { ...target, headers: {} },
 *   attempts: 3, concurrency: 4, secrets: new Map(), version: '0',
 * }
 * for await (const event of run(plan, tools, AbortSignal.timeout(600_000)))
 *   if (event.type === 'end') console.log(event.report.summary)
 * await wire.close()
 * ```
 */

export { check } from './check.ts'
export { listProfiles, loadProfile, loadSuites } from './load.ts'
export type * from './model.ts'
export { observe, type Whereabouts } from './observe.ts'
export { makePlan, type Wishes } from './plan.ts'
export { listReporters, loadReporter, loadRules } from './registry.ts'
export { run, type Tools } from './run.ts'
export { openWire, WIRE_DEFAULTS, type WireOptions } from './send.ts'
export { findModel } from './target.ts'
export { TargetError, UsageError } from './usage-error.ts'
