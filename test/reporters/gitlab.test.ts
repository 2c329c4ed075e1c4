import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import gitlab from '../../reporters/gitlab.ts'
import type { CaseSource, Report } from '../../src/model/index.ts'
import { makeReport, RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

interface Issue {
  readonly description: string
  readonly check_name: string
  readonly fingerprint: string
  readonly severity: string
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } }
}

const textFor = (report: Report): string => textOf(gitlab({ color: false, rules: RUN_RULES }), report)
const issuesOf = (report: Report): readonly Issue[] => JSON.parse(textFor(report))

/** What https://docs.gitlab.com/ci/testing/code_quality/ requires of a report. */
const isValid = new Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    additionalProperties: false,
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^[^./]' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
})

const FINDING = { rule: 'usage/adds-up', level: 'MUST', turn: 0, at: '/x', message: 'is 12', got: 12 } as const

describe('gitlab', () => {
  it.each([...RUNS])('is a report of Code Quality for %s, with an issue for each defect', (_, report) => {
    expect(isValid(JSON.parse(textFor(report)))).toBe(true)
    const issues = issuesOf(report)
    expect(issues.map(({ check_name }) => check_name)).toEqual(report.defects.map(({ rule }) => rule))
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length)
  })

  it('has a severity by level, and for what a baseline knows', () => {
    expect(issuesOf(runNamed('gated')).map(({ check_name, severity }) => [check_name, severity])).toEqual([
      ['stream/done-present', 'info'],
      ['usage/adds-up', 'critical'],
      ['message/refusal-present', 'info'],
    ])
    const [should] = issuesOf(makeReport([{ id: 's/a', findings: [{ ...FINDING, level: 'SHOULD' }] }]))
    expect(should?.severity).toBe('minor')
  })

  it.each<[string, Partial<CaseSource>, Issue['location']]>([
    ['a case of the user', { file: './mine/own.yaml' }, { path: 'mine/own.yaml', lines: { begin: 4 } }],
    ['a suite of the package', { builtIn: true }, { path: 'chat-conformance.yaml', lines: { begin: 1 } }],
    ['an absolute path', { file: '/srv/a.yaml' }, { path: 'chat-conformance.yaml', lines: { begin: 1 } }],
  ])('has a path for %s', (_, patch, location) => {
    const source = { file: 's.yaml', line: 4, yaml: '', digest: '0', ...patch }
    expect(issuesOf(makeReport([{ id: 's/a', findings: [FINDING], source }]))[0]?.location).toEqual(location)
  })

  it('keeps the fingerprint of a defect, wherever it shows and whatever was there', () => {
    const print = (id: string, message: string) =>
      issuesOf(makeReport([{ id, findings: [{ ...FINDING, message }] }]))[0]?.fingerprint
    expect(print('s/a', 'is 12')).toBe(print('t/b', 'is 13'))
  })

  it('says what is required, what was found and how to fix it', () => {
    const [issue] = issuesOf(makeReport([{ id: 's/a', findings: [FINDING] }]))
    expect(issue?.description.split('\n')).toEqual([
      'MUST: The total is the sum of prompt and completion.',
      '1 case. For example s/a, at /x: is 12, got 12',
      `Fix: ${RUN_RULES.get('usage/adds-up')?.mend}`,
    ])
  })
})
