/** What CI systems show of seven targets: each reporter that is read by people or their tools there, in full. */
import published from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' }
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import github from '../../reporters/github.ts'
import gitlab from '../../reporters/gitlab.ts'
import markdown from '../../reporters/markdown.ts'
import sarif from '../../reporters/sarif.ts'
import type { Level } from '../../src/model/index.ts'
import { reportOfScene, SCENE_NAMES, SCENE_RULES } from '../support/reports.ts'
import { textOf } from '../support/runs.ts'

const REPORTERS = {
  markdown: [markdown, 'md'],
  github: [github, 'txt'],
  sarif: [sarif, 'sarif'],
  gitlab: [gitlab, 'json'],
} as const

const validate = (() => {
  const { $schema, id, ...schema } = published
  const ajv = new Ajv({ strict: false, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile(schema)
})()

/** Rules have texts of their own, and other tests: a better sentence changes no snapshot. */
const shortened = (text: string): string => {
  const document = JSON.parse(text)
  for (const run of document.runs) run.tool.driver.rules = run.tool.driver.rules.map(({ id }: { id: string }) => id)
  return `${JSON.stringify(document, null, 2)}\n`
}

describe.each(SCENE_NAMES)('%s', { timeout: 120_000 }, (scene) => {
  it.each(Object.entries(REPORTERS))('is written by %s', async (name, [reporter, extension]) => {
    const report = await reportOfScene(scene)
    const text = textOf(reporter({ color: false, rules: SCENE_RULES }), report)
    expect(text).not.toMatch(/node_modules|suites\//)
    const shown = name === 'sarif' ? shortened(text) : text
    await expect(shown).toMatchFileSnapshot(`snapshots/scenes/${scene}.${name}.${extension}`)
  })

  it('has one SARIF result, annotation and issue for each defect', async () => {
    const report = await reportOfScene(scene)
    const n = report.defects.length
    const document = JSON.parse(textOf(sarif({ color: false, rules: SCENE_RULES }), report))
    expect(validate(document) || validate.errors).toBe(true)
    expect(document.runs[0].results).toHaveLength(n)
    expect(JSON.parse(textOf(gitlab({ color: false, rules: SCENE_RULES }), report))).toHaveLength(n)
    const commands = textOf(github({ color: false, rules: SCENE_RULES }), report).match(/^::(error|warning) /gm) ?? []
    const ofLevel = (level: Level): number => report.defects.filter((defect) => defect.level === level).length
    expect(commands.length).toBe(Math.min(10, ofLevel('MUST')) + Math.min(10, ofLevel('SHOULD')))
  })
})
