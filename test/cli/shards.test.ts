import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { cli, tempFolder } from '../support/cli.ts'
import { referenceTarget } from '../support/targets.ts'

const reportIn = (file: string): Report => JSON.parse(readFileSync(file, 'utf8')) as Report

/** A report without what differs between two runs against the same server: times, and generated ids and texts. */
function comparable(report: Report): unknown {
  const cases = report.cases.map(({ turns, traces, findings, ...verdict }) => ({
    ...verdict,
    // How much of a stream a disconnecting client receives is random.
    findings: verdict.id === 'concurrency/disconnect' ? [] : findings,
    turns: turns.map(({ timings: _timings, reply: _reply, request: _request, curl: _curl, ...turn }) => turn),
    traces: traces?.map(({ id: _id, callIds, ...trace }) => ({ ...trace, calls: callIds.length })),
  }))
  return { ...report, startedAt: '', durationMs: 0, cases }
}

async function shard(url: string, folder: string, part: string, ...more: string[]): Promise<string> {
  const file = join(folder, `${part.replace('/', '-')}.json`)
  await cli(['run', url, '--shard', part, '--reporter', `json=${file}`, ...more])
  return file
}

describe('a sharded run', { timeout: 600_000 }, () => {
  it('in 8 shards, merged, equals the whole run', async () => {
    const url = await referenceTarget({ faults: ['done-missing', 'id-constant'] })
    const folder = tempFolder()
    const whole = join(folder, 'whole.json')
    await cli(['run', url, '--reporter', `json=${whole}`])
    const parts: string[] = []
    for (let i = 1; i <= 8; i++) parts.push(await shard(url, folder, `${i}/8`, '--shard-timings', whole))
    const merged = join(folder, 'merged.json')
    const ended = await cli(['merge', ...parts.toReversed(), '--reporter', `json=${merged}`])
    const [wholeReport, mergedReport] = [reportIn(whole), reportIn(merged)]
    expect(wholeReport.cases.length).toBeGreaterThan(300)
    expect(comparable(mergedReport)).toEqual(comparable(wholeReport))
    expect(ended.code).toBe(1)
    // Findings about all responses together are found again.
    expect(wholeReport.cases.at(-1)).toMatchObject({ id: 'run/all-replies' })
    expect(wholeReport.cases.at(-1)?.findings.length).toBeGreaterThan(0)
    // With the durations of the whole run no shard is much longer than the average, or than the longest case.
    const costs = new Map(
      wholeReport.cases.map(({ id, turns }) => [id, turns.reduce((sum, { timings }) => sum + timings.totalMs, 0)]),
    )
    const loads = parts.map((file) => reportIn(file).cases.reduce((sum, { id }) => sum + (costs.get(id) ?? 0), 0))
    const average = loads.reduce((sum, load) => sum + load, 0) / 8
    expect(Math.max(...loads)).toBeLessThan(Math.max(average, ...costs.values()) * (4 / 3))
  })

  it('is merged only from every shard once, all of the same run', async () => {
    const url = await referenceTarget()
    const folder = tempFolder()
    const some = ['--suite', 'models']
    const [first, second] = [await shard(url, folder, '1/3', ...some), await shard(url, folder, '2/3', ...some)]
    expect(await cli(['merge', first, second])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a shard is missing: 3/3'),
    })
    expect(await cli(['merge', first, second, first])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('are both shard 1/3'),
    })
    const foreign = await shard(url, folder, '3/3', '--suite', 'usage')
    expect(await cli(['merge', first, second, foreign])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('are not of the same run: what the cases send'),
    })
    const whole = join(folder, 'whole.json')
    await cli(['run', url, ...some, '--reporter', `json=${whole}`])
    expect(await cli(['merge', whole])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is the report of a complete run'),
    })
  })

  it.each(['0/3', '4/3', 'a/b', '3', '1/0'])('refuses the shard %s', async (part) => {
    const { code, stderr } = await cli(['run', '--reference', '--shard', part])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('such as 2/8') })
  })
})
