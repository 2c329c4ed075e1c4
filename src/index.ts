/**
 * The library: load cases, plan them, run them against a target, judge what came back, and tell it. docs/api.md has whole
 * examples, which the tests run.
 */

export { listProfiles, loadProfile, loadSuites } from './ask/load.ts'
export { makePlan, type Wishes } from './ask/plan.ts'
export { listReporters, loadComparison, loadDifference, loadReporter, loadRules } from './ask/registry.ts'
export { durationsIn, type Part, shardOf } from './ask/shard.ts'
export { TargetError, UsageError } from './foundation/usage-error.ts'
export { type Captured, judgeCaptured, judgeRequest, type Knowledge } from './judge/capture.ts'
export { check } from './judge/check.ts'
export type * from './model/index.ts'
export { observe, type Whereabouts } from './read/observe.ts'
export { compared } from './report/compare.ts'
export { difference } from './report/difference.ts'
export { type ReportFile, readReport, unwritten } from './report/read-report.ts'
export { eventsOf } from './report/report-events.ts'
export { checkShards, merged } from './run/merge.ts'
export { run, type Tools } from './run/run.ts'
export { findModel } from './run/target.ts'
export { type Execution, execute } from './session/execute.ts'
export { prepareRun, type RunOptions } from './session/options.ts'
export type { Session } from './session/prepare.ts'
export { openWire, WIRE_DEFAULTS, type WireOptions } from './wire/send.ts'
