/**
 * The types of the product, one file for each part of a run. Types only: the model imports nothing and contains no code.
 *
 *   suites + profile ─load→ Case ─plan→ Plan ─compose→ Request ─send→ Exchange
 *   Exchange ─observe→ Observation ─check + expect→ Noted ─judgeAttempt→ Verdict ─→ RunEvent ─reporters→ text
 */

export type * from './api.ts'
export type * from './ask.ts'
export type * from './captures.ts'
export type * from './comparison.ts'
export type * from './dialect.ts'
export type * from './difference.ts'
export type * from './exchange.ts'
export type * from './json.ts'
export type * from './observation.ts'
export type * from './report.ts'
export type * from './rule.ts'
