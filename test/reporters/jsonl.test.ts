import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import jsonl from '../../reporters/jsonl.ts'
import { openOutputs } from '../../src/cli/outputs.ts'
import { eventsOf } from '../../src/report/report-events.ts'
import { tempFolder } from '../support/cli.ts'
import { RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

const CONTEXT = { color: false, rules: RUN_RULES }
const linesOf = (text: string): string[] => text.trimEnd().split('\n')

describe('jsonl', () => {
  it.each([...RUNS])('writes %s in lines from which the report can be restored', (_, report) => {
    const [start, ...rest] = linesOf(textOf(jsonl(CONTEXT), report)).map((line) => JSON.parse(line))
    const end = rest.pop()
    expect(Object.keys(start).slice(0, 7)).toEqual([
      'type',
      'format',
      'version',
      'tool',
      'target',
      'startedAt',
      'scope',
    ])
    expect(start).toMatchObject({ type: 'start', format: 'chat-conformance/events', version: 1, scope: report.scope })
    expect(start.cases.map(({ id }: { id: string }) => id)).toEqual(report.cases.map(({ id }) => id))
    expect(rest.every(({ type }) => type === 'case')).toBe(true)
    expect(end.type).toBe('end')
    expect(end.report).not.toHaveProperty('cases')
    expect({ ...end.report, cases: rest.map(({ verdict }) => verdict) }).toEqual(report)
  })

  it.each([...RUNS])('writes no cursor control from %s', (_, report) => {
    expect(textOf(jsonl(CONTEXT), report)).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u)
  })

  it('keeps the format of its lines', async () => {
    await expect(textOf(jsonl(CONTEXT), runNamed('every-outcome'))).toMatchFileSnapshot(
      'snapshots/jsonl/every-outcome.jsonl',
    )
  })

  it('writes every finished case to its file before the next case starts', async () => {
    const file = join(tempFolder(), 'events.jsonl')
    const outputs = await openOutputs([{ name: 'jsonl', file }], () => CONTEXT)
    let lines = 0
    for (const event of eventsOf(runNamed('every-outcome'))) {
      outputs.report(event)
      if (event.type !== 'begin') lines++
      expect(linesOf(readFileSync(file, 'utf8'))).toHaveLength(lines)
    }
    outputs.close()
  })
})
