import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { describe, expect, it } from 'vitest'
import { cellCode, code, codeBlock, prose, table } from '../../reporters/_markdown.ts'
import markdown from '../../reporters/markdown.ts'
import type { Report } from '../../src/model/index.ts'
import { makeReport, RUN_RULES, RUNS, runNamed, textOf } from '../support/runs.ts'

const markdownOf = (report: Report): string => textOf(markdown({ color: false, rules: RUN_RULES }), report)

interface Node {
  readonly type: string
  readonly value?: string
  readonly children?: readonly Node[]
}

/** All nodes of a document as GitHub parses it. */
function nodesOf(text: string): readonly Node[] {
  const all = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(all)]
  return all(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))
}

const OURS = /^(<details><summary>[\w ,]*<\/summary>|<\/details>)$/

/** Injected content: markup that could only come from a server, and its text outside of code. */
function injectedInto(text: string): readonly Node[] {
  return nodesOf(text).filter(({ type, value = '' }) => {
    if (['link', 'image', 'linkReference', 'imageReference', 'definition', 'footnoteDefinition'].includes(type))
      return true
    if (type === 'html') return !OURS.test(value)
    return type === 'text' && /evil|<script|:\/\/|@/.test(value)
  })
}

const HOSTILE = [
  '![evil](http://evil.example/x.png)',
  '[evil](javascript:evil)',
  '<img src=evil onerror=evil>',
  '@evil',
  '#1 evil/evil#1',
  'www.evil.example http://evil.example evil@evil.example',
  '\n\n# evil\n\n- evil\n\n    evil\n\n---\n\n> evil\n',
  '|evil|\n|-|\n|evil|',
  '`evil`',
  '``` evil',
  '\n```\nevil\n~~~\n',
  '\\`evil\\|evil\\',
  '</summary></details><details open>evil',
  '&lt;evil&gt; &#64;evil',
  '[^evil]: evil',
  '$evil$ **evil** ~~evil~~ <!-- evil',
  '\u202e\u2028evil\u0000',
]
const evil = fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), {
  minLength: 1,
  maxLength: 5,
})

describe('markdown', () => {
  it.each([...RUNS.keys()].filter((name) => name !== 'many-cases'))('writes %s', async (name) => {
    await expect(markdownOf(runNamed(name))).toMatchFileSnapshot(`snapshots/markdown/${name}.md`)
  })

  it.each([...RUNS])('contains text of %s only as code', (_, report) => {
    expect(injectedInto(markdownOf(report))).toEqual([])
  })

  it.each(HOSTILE.slice(0, 4))('is tested with markup that is detected outside of code: %s', (text) => {
    expect(injectedInto(`A ${text}`)).not.toEqual([])
  })

  it('keeps text from servers and files inside code, wherever it occurs', () => {
    fc.assert(
      fc.property(evil, (parts) => {
        const text = `evil ${parts.join('')}`
        expect(injectedInto(markdownOf(hostile(text)))).toEqual([])
        const headings = (report: Report): number =>
          nodesOf(markdownOf(report)).filter(({ type }) => type === 'heading').length
        expect(headings(hostile(text))).toBe(headings(hostile('evil')))
      }),
    )
  })

  it('shows a defect with what came, what is right, how to fix it, and a command only if it can be run', () => {
    const report = runNamed('gated')
    const excerpt = [{ text: 'HTTP 200' }, { text: '  "total_tokens": 12', marked: true as const }]
    const [first, ...others] = report.defects.filter(({ known }) => known === undefined)
    if (!first) throw new Error('the run has no new defect')
    const shown = (curl?: string): string => {
      const { curl: _, ...example } = first.example
      const defect = { ...first, example: { ...example, excerpt, ...(curl === undefined ? {} : { curl }) } }
      return markdownOf({ ...report, defects: [defect, ...others] })
    }
    expect(shown('curl http://h')).toContain('```sh\ncurl http://h\n```')
    expect(shown()).not.toContain('curl')
    const text = shown()
    const parts = [
      '## ❌ ',
      '### MUST `usage/adds-up`',
      '**2 cases**, for example `single-turn/number`',
      '  HTTP 200\n→   "total_tokens": 12\n',
      'Right:\n\n```\na\nb\n```',
      'How to fix it: ',
      '<details><summary>Suites and capabilities</summary>',
    ]
    const places = parts.map((part) => text.indexOf(part))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it('counts many cases in tables', () => {
    const text = markdownOf(runNamed('many-cases'))
    const rows = text.split('\n').filter((line) => line.startsWith('| ❌'))
    const numbers = rows.map((row) => row.split('|').map(Number)).map(([, , cases = 0]) => cases)
    expect(numbers.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(100)
    expect(text.length).toBeLessThan(65_536)
  })

  it('is truncated below the size limit of a comment, and says so', () => {
    const findings = Array.from({ length: 300 }, (_, i) => ({
      rule: `a/rule-${i}`,
      level: 'MUST' as const,
      turn: 0,
      at: '',
      message: 'x'.repeat(400),
    }))
    const text = markdownOf(makeReport([{ id: 's/a', findings }]))
    expect(text.length).toBeLessThan(65_536)
    expect(text.length).toBeGreaterThan(60_000)
    expect(text).toMatch(/_More is left out: .*\n$/)
    expect(injectedInto(text)).toEqual([])
  })
})

/** A run with that text in all places that a server or a file can set. */
function hostile(text: string): Report {
  const turn = runNamed('gated').cases[0]?.turns[0]
  if (!turn) throw new Error('the run has no turn')
  const finding = { rule: text, level: 'MUST' as const, turn: 0, at: text, message: text, got: text }
  const verdict = { title: text, suite: text, needs: [text], turns: [{ ...turn, curl: text }] }
  const source = { file: text, line: 1, yaml: text, digest: text }
  const explained = { ...finding, rule: `also ${text}`, explainedBy: text }
  const findings = [finding, explained, { ...finding, tolerated: text }]
  const made = makeReport([
    { ...verdict, id: text, findings, source },
    { ...verdict, id: text, outcome: 'error', reason: text, findings: [] },
  ])
  const excerpt = [{ text }, { text, marked: true as const }]
  const defects = made.defects.map((defect) => ({ ...defect, example: { ...defect.example, excerpt, curl: text } }))
  return {
    ...made,
    target: { name: text, baseUrl: text, model: text, profile: text },
    defects: [...defects, ...defects.map((defect) => ({ ...defect, known: text }))],
    gate: { baseline: text, passed: false, known: 1, fresh: 1, stale: [], expired: [] },
  }
}

describe('the parts of Markdown', () => {
  const anyText = fc.oneof(
    evil.map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )
  const only = (text: string, type: string): readonly Node[] => nodesOf(text).filter((node) => node.type === type)

  it('code is a single piece of code, in a sentence and in a cell', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(code(text) !== '')
        expect(only(`a ${code(text)} b\n`, 'inlineCode')).toHaveLength(1)
        const cells = only(table(['a', 'b'], [[cellCode(text), 1]]), 'tableCell')
        expect(cells.map(({ children }) => children?.map(({ type }) => type))).toEqual([
          ['text'],
          ['text'],
          ['inlineCode'],
          ['text'],
        ])
      }),
    )
  })

  it('a block of code is a single block', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(nodesOf(codeBlock('sh', text)).map(({ type }) => type)).toEqual(['root', 'code'])
      }),
    )
  })

  it('prose is plain text', () => {
    fc.assert(
      fc.property(fc.constantFrom('a *b* `c` _d_', '[DONE] ends <it>', 'a | b ~~c~~ &amp; $d$', '# \\'), (text) => {
        const nodes = nodesOf(`x ${prose(text)}`)
        expect(nodes.map(({ type }) => type)).toEqual(['root', 'paragraph', 'text'])
        expect(nodes[2]?.value).toBe(`x ${text}`)
      }),
    )
  })
})
