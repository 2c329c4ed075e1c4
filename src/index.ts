/**
 * The library: load cases, plan them, run them against a target, judge what came back, and tell it. docs/api.md has whole
 * examples, which the tests run.
 */

export { type Captured, judgeCaptured, judgeRequest, type Knowledge } from './captured.ts'
export { check } from './check.ts'
export { compared } from './compare.ts'
export { difference } from './difference.ts'
export { listProfiles, loadProfile, loadSuites } from './load.ts'
export { checkShards, merged } from './merge.ts'
export type * from './model.ts'
export { observe, type Whereabouts } from './observe.ts'
export { makePlan, type Wishes } from './plan.ts'
export { type ReportFile, readReport, unwritten } from './read-report.ts'
export { listReporters, loadComparison, loadDifference, loadReporter, loadRules } from './registry.ts'
export { eventsOf } from './report-events.ts'
export { run, type Tools } from './run.ts'
export { openWire, WIRE_DEFAULTS, type WireOptions } from './send.ts'
export { durationsIn, type Part, shardOf } from './shard.ts'
export { findModel } from './target.ts'
export { TargetError, UsageError } from './usage-error.ts'
