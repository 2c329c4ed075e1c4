import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { exitCodeOf } from '../../src/cli/exit-code.ts'
import { reportFailure } from '../../src/cli/failure.ts'
import { Interrupted, TargetError, UsageError } from '../../src/foundation/usage-error.ts'
import type { Report } from '../../src/model/index.ts'
import { runNamed } from '../support/runs.ts'

describe('reportFailure', () => {
  let stderr = ''
  beforeEach(() => {
    stderr = ''
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += String(text)
      return true
    })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })

  it.each([
    [new UsageError('no\nuse yes'), 2, 'error: no\nuse yes\n'],
    [new TargetError('gone'), 3, 'error: gone\n'],
    [new Interrupted('stopped'), 130, 'note: stopped\n'],
  ])('%s', (error, code, expected) => {
    vi.stubEnv('NO_COLOR', '1')
    expect(reportFailure(error)).toBe(code)
    expect(stderr).toBe(expected)
  })

  it('a bug is to be reported, without its stack', () => {
    vi.stubEnv('CHAT_CONFORMANCE_DEBUG', '')
    expect(reportFailure(new TypeError('x is not a function'))).toBe(3)
    expect(stderr).toContain('a bug of chat-conformance: x is not a function\nplease report it')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('a bug has its stack with CHAT_CONFORMANCE_DEBUG', () => {
    vi.stubEnv('CHAT_CONFORMANCE_DEBUG', '1')
    reportFailure(new TypeError('x is not a function'))
    expect(stderr).toMatch(/^\s+at .*failure\.test/m)
  })
})

describe('exitCodeOf', () => {
  const only = (outcome: Report['summary']['outcome'], cases: Partial<Report['summary']['cases']>): Report => {
    const report = runNamed('no-case')
    return { ...report, summary: { ...report.summary, outcome, cases: { ...report.summary.cases, ...cases } } }
  }
  it.each([
    ['all pass', only('conforms', { pass: 1 }), [0, 0, 0]],
    ['a SHOULD finding', only('conforms', { pass: 1, warn: 1 }), [0, 1, 0]],
    ['a failure', only('does-not-conform', { fail: 1, pass: 1 }), [1, 1, 0]],
    ['a failure and trouble', only('does-not-conform', { fail: 1, error: 1 }), [1, 1, 0]],
    ['trouble', only('not-tested', { pass: 1, error: 1 }), [3, 3, 3]],
    ['no verdict at all', only('not-tested', { inconclusive: 1 }), [3, 3, 3]],
    ['an interrupted run', runNamed('interrupted'), [130, 130, 130]],
  ] as const)('%s', (_, report, codes) => {
    expect((['must', 'should', 'never'] as const).map((level) => exitCodeOf(report, level))).toEqual(codes)
  })
})
