import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { reportData } from '../../reporters/_html-data.ts'
import { htmlPage } from '../../reporters/_html-page.ts'
import { pageText } from '../page/support/browser.ts'
import { RUN_RULES, RUNS, runNamed } from '../support/runs.ts'

function between(text: string, start: RegExp, end: string): string {
  const from = start.exec(text)
  if (!from) throw new Error(`there is no ${start}`)
  const begin = from.index + from[0].length
  return text.slice(begin, text.indexOf(end, begin))
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
const dataOf = (text: string): string => between(text, /<script type="application\/json" id="data">/, '</script>')

describe('html', () => {
  it('is written only at the end', () => {
    const text = pageText(runNamed('one-case'))
    expect(text.match(/<!doctype html>/g)).toHaveLength(1)
    expect(text.endsWith('</html>\n')).toBe(true)
  })

  it.each([...RUNS])('contains the complete report of %s', (_, report) => {
    expect(JSON.parse(dataOf(pageText(report, RUN_RULES)))).toEqual(
      JSON.parse(JSON.stringify(reportData(report, RUN_RULES))),
    )
  })

  it.each([...RUNS.keys()])('keeps all text of %s inside its element and as text', (name) => {
    const text = pageText(runNamed(name), RUN_RULES)
    for (const part of [dataOf(text), between(text, /<title>/, '</title>')])
      expect(/[<\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u.exec(part)).toBe(null)
  })

  it('allows only its own script and style', () => {
    const text = pageText(runNamed('hostile'), RUN_RULES)
    const policy = between(text, /<meta http-equiv="Content-Security-Policy" content="/, '"').split('; ')
    expect(policy).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(between(text, /<script>/, '</script>'))}`,
      `style-src ${hashOf(between(text, /<style>/, '</style>'))}`,
      'img-src data:',
      'media-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ])
  })

  it('loads nothing', () => {
    const page = pageText(runNamed('conversations'), RUN_RULES)
    const text = page.replace(dataOf(page), '')
    expect(text.match(/<(link|script|img|iframe|base|form)\b[^>]*>/g)).toEqual([
      '<link rel="icon" href="data:,">',
      '<script type="application/json" id="data">',
      '<script>',
    ])
    expect(between(text, /<style>/, '</style>')).not.toMatch(/url\(|@import/)
  })

  it('contains the rules of its findings, and no others', () => {
    const data = reportData(runNamed('one-case'), RUN_RULES)
    expect(Object.keys(data.rules)).toEqual([])
    expect(Object.keys(reportData(runNamed('every-outcome'), RUN_RULES).rules).sort()).toEqual([
      'message/refusal-present',
      'stream/done-present',
      'usage/adds-up',
      'usage/details',
    ])
  })
})

describe('the shell of pages', () => {
  const page = { title: 'A page', script: 'run()', style: 'a{}', data: 1 }

  it('rejects a script or style that would end its element', () => {
    expect(() => htmlPage({ ...page, script: '"</script>"' })).toThrow('a script of the page would end too early')
    expect(() => htmlPage({ ...page, style: 'a{content:"</STYLE>"}' })).toThrow('a style of the page')
    expect(() => htmlPage({ ...page, script: '"<!--"' })).toThrow('a script of the page')
  })

  it('keeps the data unchanged', () => {
    const data = { 'a<b': ['</script>', '\u2028\u202e\u0000\ud800', '\\u003c', '&lt;'] }
    expect(JSON.parse(dataOf(htmlPage({ ...page, data })))).toEqual(data)
  })
})
