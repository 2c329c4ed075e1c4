import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { begin, cli, start, tempFolder } from '../support/cli.ts'
import { referenceTarget } from '../support/targets.ts'

const reportIn = (file: string): Report => JSON.parse(readFileSync(file, 'utf8')) as Report
const linesIn = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)

/** Ids of the cases in the lines. */
function casesIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const event = JSON.parse(line) as { type: string; verdict?: { id: string } }
    return event.verdict ? [event.verdict.id] : []
  })
}

/** A minimal start event. */
const START =
  '{"type":"start","format":"chat-conformance/events","version":1,"tool":{},"target":{},"scope":{},"cases":[]}\n'

const SOME = ['--suite', 'errors', '--suite', 'single-turn']

describe('run --resume', { timeout: 120_000 }, () => {
  it('continues a killed run without repeating a finished case', async () => {
    const folder = tempFolder()
    const file = join(folder, 'run.jsonl')
    const url = await referenceTarget({ delayMs: 20, faults: ['done-missing'] })
    const run = start(['run', url, ...SOME, '--concurrency', '1', '--reporter', `jsonl=${file}`, '--verbose'])
    await run.says('errors/body-not-object/null')
    run.signal('SIGKILL')
    expect((await run.ended).code).toBe('SIGKILL')
    const before = casesIn(linesIn(file))
    expect(before.length).toBeGreaterThan(5)
    // As if it had been killed while writing.
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"type":"case","verdict":{"id":"errors/mess`)

    const [report, junit] = [join(folder, 'report.json'), join(folder, 'junit.xml')]
    const args = ['run', url, ...SOME, '--resume', file, '--reporter', `json=${report}`, '--reporter', `junit=${junit}`]
    const resumed = await cli(args)
    expect(resumed.code).toBe(1)
    const lines = linesIn(file)
    const ids = casesIn(lines)
    expect(ids.slice(0, before.length)).toEqual(before)
    expect(new Set(ids).size).toBe(ids.length)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'end' })

    // The report is that of an uninterrupted run.
    const whole = join(folder, 'whole.json')
    await cli(['run', url, ...SOME, '--reporter', `json=${whole}`])
    const outcomes = ({ cases }: Report) => cases.map(({ id, outcome }) => `${id} ${outcome}`)
    expect(outcomes(reportIn(report))).toEqual(outcomes(reportIn(whole)))
    expect(readFileSync(junit, 'utf8').match(/<testcase /g)?.length).toBe(reportIn(report).cases.length)

    // Once more: nothing is left to do.
    const again = await cli(['run', url, ...SOME, '--resume', file])
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('was finished already; it is reported again'),
    })
    expect(casesIn(linesIn(file)).length).toBe(ids.length)
  })

  it('continues after Ctrl-C', async () => {
    const folder = tempFolder()
    const file = join(folder, 'run.jsonl')
    const url = await referenceTarget({ delayMs: 20 })
    const run = begin(['run', url, ...SOME, '--concurrency', '1', '--reporter', `jsonl=${file}`, '--verbose'])
    await run.says('errors/body-not-object/null')
    run.signal('SIGINT')
    expect((await run.ended).code).toBe(130)
    const before = casesIn(linesIn(file)).filter((id) => id !== 'run/all-replies')
    expect((await cli(['run', url, ...SOME, '--resume', file])).code).toBe(0)
    const after = casesIn(linesIn(file)).filter((id) => id !== 'run/all-replies')
    expect(after.slice(0, before.length)).toEqual(before)
    expect(new Set(after).size).toBe(after.length)
  })

  it('continues only the same run', async () => {
    const folder = tempFolder()
    const file = join(folder, 'run.jsonl')
    const url = await referenceTarget()
    await cli(['run', url, '--suite', 'models', '--reporter', `jsonl=${file}`])
    const text = readFileSync(file, 'utf8')
    const others: [string[], string][] = [
      [['run', url, '--suite', 'usage'], 'its cases were others'],
      [['run', url, '--suite', 'models', '--profile', 'openai'], 'profile was compatible and is openai'],
      [['run', url, '--suite', 'models', '--repeat', '2'], 'number of repetitions was 1 and is 2'],
      [['run', url, '--suite', 'models', '--model', 'reference-mini'], 'had the model reference-1'],
      [['run', url, '--suite', 'models', '--record', folder], 'leave out --record'],
      [['run', url, '--suite', 'models', '--reporter', `jsonl=${file}`], 'by itself'],
    ]
    for (const [args, says] of others)
      expect(await cli([...args, '--resume', file])).toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it.each([
    ['does not exist', undefined, 'there is no file'],
    ['is empty', '', ':1:1 does not begin with the start of a run'],
    ['is something else', '{"a":1}\n', ':1:1 does not begin with the start of a run'],
    ['has a line that is not an event', `${START}hello\n`, ':2:1 is not an event of a run'],
    [
      'is of a newer version',
      '{"type":"start","format":"chat-conformance/events","version":9}\n',
      'use a newer chat-conformance',
    ],
  ])('reports what is wrong with a file that %s', async (_, text, says) => {
    const file = join(tempFolder(), 'run.jsonl')
    if (text !== undefined) writeFileSync(file, text)
    expect(await cli(['run', '--reference', '--resume', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(says),
    })
  })
})
