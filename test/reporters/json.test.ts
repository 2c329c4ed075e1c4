import { describe, expect, it } from 'vitest'
import json from '../../reporters/json.ts'
import { problems } from '../../src/foundation/schemas.ts'
import { RUN_RULES, RUNS, textOf } from '../support/runs.ts'

describe('json', () => {
  it.each([...RUNS])('writes the report of %s, and nothing else', (_, report) => {
    const text = textOf(json({ color: false, rules: RUN_RULES }), report)
    expect(JSON.parse(text)).toEqual(report)
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u)
  })

  it.each([...RUNS])('writes a report of %s that is valid by the schema', (_, report) => {
    expect(problems('report.json', report)).toEqual([])
  })
})
