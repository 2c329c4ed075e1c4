import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/foundation/paths.ts'
import { readReport } from '../../src/report/read-report.ts'
import { tempFolder } from '../support/cli.ts'

const good = readFileSync(join(packageRoot, 'fixtures', 'runs', 'one-case.json'), 'utf8')

function read(text: string): ReturnType<typeof readReport> {
  const file = join(tempFolder(), 'a.json')
  writeFileSync(file, text)
  return readReport(file, new Map())
}

it('reads a report with the hash of its file', () => {
  const { report, sha256 } = read(good)
  // A report of an older version has neither capabilities nor defects.
  expect(report).toEqual({ ...JSON.parse(good), capabilities: [], defects: [] })
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(read(`${good}\n`).sha256).not.toBe(sha256)
})

it.each<[string, string, RegExp]>([
  ['is empty', '', /a\.json:1:1 is empty; expected a report/],
  ['was cut off', good.slice(0, 700), /a\.json:\d+:\d+ the file ends in the middle/],
  ['is not JSON', good.replace('"version": 1,', '"version": 1,,'), /a\.json:3:16 is not JSON/],
  ['is of another program', '{"tests": []}', /a\.json:1:1 is not a report of chat-conformance/],
  ['is of a newer version', good.replace('"version": 1', '"version": 2'), /a\.json:3:3 .*version 2.*\n.*newer/],
  ['has an unknown member', good.replace('"scope": {}', '"scope": {}, "mood": 1'), /a\.json:14:\d+ .*mood/],
  ['has an unknown outcome', good.replace('"outcome": "pass"', '"outcome": "good"'), /outcome/],
])('rejects a report that %s', (_, text, says) => {
  expect(() => read(text)).toThrow(says)
})

it('rejects a report that does not exist', () => {
  expect(() => readReport('/nowhere/a.json', new Map())).toThrow('there is no file /nowhere/a.json')
})
