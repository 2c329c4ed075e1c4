/**
 * The nouns of the product, one file for each part of the story. Types only: the model imports nothing and holds no code.
 *
 *   suites + profile ─load→ Case ─plan→ Plan ─compose→ Request ─send→ Exchange
 *   Exchange ─observe→ Observation ─check + expect→ Noted ─judge→ Verdict ─→ RunEvent ─reporters→ text
 */

export type * from './model/api.ts'
export type * from './model/ask.ts'
export type * from './model/comparison.ts'
export type * from './model/dialect.ts'
export type * from './model/difference.ts'
export type * from './model/exchange.ts'
export type * from './model/json.ts'
export type * from './model/observation.ts'
export type * from './model/report.ts'
export type * from './model/rule.ts'
