/** The page of a report as its readers use it: in a real browser, from a file, without a network. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import type { Report } from '../../src/model/index.ts'
import { rankOf } from '../../text/outcomes.ts'
import { RUNS, runNamed } from '../support/runs.ts'
import {
  describePages,
  focused,
  goTo,
  openAll,
  PHONE,
  repeatedIds,
  seen,
  shown,
  violations,
} from './support/browser.ts'
import { PAGE_REPORT } from './support/page-report.ts'

describePages('the page', (open) => {
  const _openCase = async (id: string, options = {}): Promise<Page> =>
    (await open(PAGE_REPORT, `#case=${id}`, options)).page

  describe('without a network', () => {
    it.each([...RUNS, ['everything', PAGE_REPORT] as const])(
      'shows %s, loads nothing and fits a phone with all of it open',
      async (_, report) => {
        const { page, complaints, asked } = await open(report)
        await expect.poll(() => page.locator('.case').count()).toBe(report.cases.length)
        await openAll(page)
        expect(await repeatedIds(page)).toEqual([])
        await page.setViewportSize(PHONE)
        await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width)
        expect({ complaints, asked }).toEqual({ complaints: [], asked: [] })
      },
    )

    it('summarizes the run', async () => {
      const { page } = await open(PAGE_REPORT)
      const top = await seen(page.locator('header'))
      for (const fact of ['http://127.0.0.1:8000/v1', 'small', 'lightllm', '2026-01-01', '4.2 s', '0.1.0', 'Ours'])
        expect(top).toContain(fact)
      const notes = (await page.locator('aside').allInnerTexts()).join('\n')
      for (const note of ['stopped before its end', 'Only these rules', '10 times', 'part 1 of 3', 'Example server'])
        expect(notes).toContain(note)
      for (const note of ['Does not pass the baseline', 'was so', 'was late', '2026-01-01', 'Only 9 cases', 'not seen'])
        expect(notes).toContain(note)
      const audit = await page.locator('.audit > div').allInnerTexts()
      expect(audit.map((text) => text.replace(/\s+/g, ' '))).toEqual([
        '▲ ignored accepted, but without effect stop',
        '○ refused answered with a 4xx n',
        '✓ honoured its effect was seen max_completion_tokens',
        '? cannot tell no effect was seen, or it depends on the model user',
      ])
      await expect
        .poll(() => seen(page.getByRole('region', { name: 'Members beyond the contract' })))
        .toContain('/timings')
    })
  })

  describe('the first view', () => {
    it('shows the verdict, the rules that are kept and the capabilities', async () => {
      const { page } = await open(PAGE_REPORT)
      const bars = await page.getByRole('list', { name: 'Rules kept' }).getByRole('listitem').allInnerTexts()
      expect(bars.map((text) => text.trim())).toEqual(['104 of 106 MUST rules kept', '12 of 12 SHOULD rules kept'])
      const share = (i: number) =>
        page
          .locator('.bar')
          .nth(i)
          .evaluate((bar) => {
            const [own, kept] = [bar, bar.firstElementChild].map((one) => one?.getBoundingClientRect().width ?? 0)
            return Math.round((100 * (kept ?? 0)) / (own ?? 1))
          })
      expect([await share(0), await share(1)]).toEqual([98, 100])
      const capabilities = await page.locator('.capabilities li').allInnerTexts()
      expect(capabilities.map((text) => text.replace(/\s+/g, ' '))).toEqual([
        '✗ audio accepted and ignored',
        '✓ stream works',
        '▲ tools works, with defects',
        '? vision not shown',
      ])
      // The case that shows it, for no case needs it.
      await page.locator('.capabilities').getByRole('link', { name: 'audio' }).click()
      await expect.poll(() => focused(page)).toContain('marks/json')
    })

    it('counts the cases of each capability for reports that do not judge them', async () => {
      const { page } = await open(runNamed('every-outcome'))
      const texts = (await page.locator('.capabilities li').allInnerTexts()).join('\n')
      expect(texts).toMatch(/\d of \d passed/)
      await expect.poll(() => page.locator('.bar').count()).toBe(0)
    })

    it('has the first defect on the second screen of a phone at the latest', async () => {
      const { page } = await open(PAGE_REPORT)
      await page.setViewportSize({ width: 390, height: 844 })
      const top = await page
        .locator('.defect')
        .first()
        .evaluate((one) => one.getBoundingClientRect().top)
      expect(top).toBeLessThanOrEqual(2 * 844)
    })

    it('leads to each part and each defect, without a change of what is chosen', async () => {
      const { page } = await open(PAGE_REPORT, '#suite=marks')
      const contents = page.getByRole('navigation', { name: 'Contents' })
      const top = (selector: string): Promise<number> =>
        page.evaluate(`document.querySelector('${selector}').getBoundingClientRect().top`)
      for (const [name, id] of [
        ['Defects', 'defects'],
        ['Suites', 'overview'],
        ['Parameters', 'parameters'],
      ] as const) {
        await contents.getByRole('link', { name }).click()
        await expect.poll(() => top(`#${id}`)).toBeLessThan(300)
      }
      await contents.getByRole('link', { name: 'Cases' }).click()
      expect(new URL(page.url()).hash).toBe('#suite=marks')
      const fourth = page.locator('#defect-3')
      await expect.poll(() => fourth.getAttribute('open')).toBe(null)
      const link = contents.getByRole('link', { name: 'usage/adds-up' })
      await link.click()
      await expect.poll(() => fourth.getAttribute('open')).not.toBe(null)
      await expect.poll(() => focused(page)).toContain('usage/adds-up')
      await page.evaluate('scrollTo(0, 0)')
      await link.click()
      await expect.poll(() => top('#defect-3')).toBeLessThan(400)
    })
  })

  describe('a defect', () => {
    it('shows what came, what is right, how to fix it, and what else it causes', async () => {
      const rule = (await loadRules()).get('stream/done-present')
      const { page } = await open(PAGE_REPORT)
      await expect.poll(() => seen(page.locator('#defects'))).toBe('4 defects (2 MUST, 2 SHOULD)')
      const first = page.locator('#defect-0')
      const text = await seen(first)
      for (const part of [rule?.says, rule?.mend, rule?.why, '2 of 9 replies', 'is missing', 'usage/details'])
        expect(text).toContain(part)
      await expect.poll(() => seen(first.locator('.right'))).toContain(rule?.right.trim().split('\n')[0])
      await expect.poll(() => first.locator('.is-marked').allInnerTexts()).toEqual(['  "total_tokens": null\n'])
      expect(await page.locator('.defect').evaluateAll((all) => all.map((one) => one.hasAttribute('open')))).toEqual([
        true,
        true,
        true,
        false,
      ])
    })

    it('opens to its example in place, its other cases and its command', async () => {
      const { page } = await open(PAGE_REPORT)
      const first = page.locator('#defect-0')
      await first.getByText('The example in place').click()
      await expect.poll(() => seen(first.locator('.json .gone'))).toContain('total_tokens')
      await expect.poll(() => first.locator('.mark').count()).toBeGreaterThan(5)
      await first.getByText('The request as a curl command').click()
      await expect.poll(() => seen(first.locator('.copy-block').first())).toContain('curl -sS -i')
      await page.locator('#defect-1').getByText('is no id; got ""').waitFor()
      await expect.poll(() => page.locator('#defect-1').getByText('as a curl command').count()).toBe(0)
      await page.locator('#defect-3 > summary').click()
      await page.locator('#defect-3').getByText('The example in place').click()
      await expect.poll(() => seen(page.locator('#defect-3 .turn'))).toContain('Turn 2 of 2')
      await first.getByText('1 other case').click()
      await first.getByRole('link', { name: 'marks/conversation' }).click()
      await expect.poll(() => focused(page)).toContain('marks/conversation')
    })

    it('that the baseline accepts is apart from the others', async () => {
      const { page } = await open(PAGE_REPORT)
      const fold = page.getByText('1 known defect (1 SHOULD): the baseline accepts it')
      await expect.poll(() => page.locator('.defect').count()).toBe(4)
      await fold.click()
      await page.locator('#defect-4 > summary').click()
      await expect.poll(() => seen(page.locator('#defect-4'))).toContain('known by the baseline: waits for release 5')
    })

    it('is absent from a report without defects', async () => {
      const { page } = await open({ ...PAGE_REPORT, defects: [] })
      await page.locator('.case').first().waitFor()
      await expect.poll(() => page.locator('#defects').count()).toBe(0)
    })
  })

  describe('filters', () => {
    const { cases: all, ...rest } = runNamed('many-cases')
    // Enough of each kind; more cost time.
    const many = { ...rest, cases: all.filter((_, i) => i % 7 === 0) }
    const inOrder = (cases: Report['cases']): string[] =>
      cases.toSorted((a, b) => rankOf(a.outcome) - rankOf(b.outcome)).map(({ id }) => id)
    const conversations = runNamed('conversations')

    it.each([
      ['outcome', many, { outcome: 'fail' }, many.cases.filter(({ outcome }) => outcome === 'fail')],
      ['capability', many, { capability: 'tools' }, many.cases.filter(({ needs }) => needs.includes('tools'))],
      ['suite', many, { suite: 'streaming' }, many.cases.filter(({ suite }) => suite === 'streaming')],
      ['level', many, { level: 'SHOULD' }, withFinding(many, ({ level }) => level === 'SHOULD')],
      ['rule', conversations, { rule: 'choice/count-equals-n' }, withFinding(conversations, isOfCount)],
      ['text', many, { text: 'case-01 turn/' }, many.cases.filter(({ id }) => /turn\/case-01/.test(id))],
    ] as const)('by %s, and keep that in the URL', async (name, report, wanted, expected) => {
      expect(expected.length).toBeGreaterThan(0)
      expect(expected.length).toBeLessThan(report.cases.length)
      const { page } = await open(report)
      const value = Object.values(wanted)[0] ?? ''
      if (name === 'outcome') await page.getByRole('checkbox', { name: value }).check()
      else if (name === 'text') await page.getByRole('searchbox').fill(value)
      else await page.locator(`select[name=${name}]`).selectOption(value)
      const ids = inOrder(expected)
      await expect.poll(() => shown(page)).toEqual(ids)
      // The fragment alone leads to the same cases.
      const fragment = new URL(page.url()).hash
      expect(new URLSearchParams(fragment.slice(1)).get(name)).toBe(value)
      await page.getByRole('button', { name: 'Show all' }).click()
      await expect.poll(() => shown(page)).toHaveLength(report.cases.length)
      await goTo(page, fragment)
      await expect.poll(() => shown(page)).toEqual(ids)
    })

    it('together leave the cases that match all of them', async () => {
      const { page } = await open(many, '#outcome=fail,warn&capability=tools&suite=streaming')
      const fitting = many.cases.filter(
        ({ outcome, needs, suite }) => /fail|warn/.test(outcome) && needs.includes('tools') && suite === 'streaming',
      )
      await expect.poll(() => shown(page)).toEqual(inOrder(fitting))
    })

    it('are set by the counts in the table, and scroll into view', async () => {
      const { page } = await open(many)
      const table = page.getByRole('region', { name: 'Cases by suite' })
      const { suite = '', outcome } = many.cases.find((one) => one.outcome !== 'pass') ?? {}
      expect(outcome).toBeDefined()
      await table
        .getByRole('row', { name: suite })
        .getByRole('link', { name: outcome ?? '' })
        .click()
      const fitting = many.cases.filter((one) => one.outcome === outcome && one.suite === suite)
      await expect.poll(() => shown(page)).toEqual(inOrder(fitting))
      // At the top of the window, or as far up as a short list can be.
      const below = (): Promise<number> =>
        page.evaluate(`Math.min(
          document.querySelector('#cases').getBoundingClientRect().top,
          document.documentElement.scrollHeight - innerHeight - scrollY)`)
      await expect.poll(() => below()).toBeLessThan(100)
      await page.goBack()
      await expect.poll(() => shown(page)).toHaveLength(many.cases.length)
      await page.evaluate('scrollTo(0, 0)')
      await table.getByRole('link', { name: suite, exact: true }).click()
      await expect.poll(() => below()).toBeLessThan(100)
    })

    it('report if nothing matches', async () => {
      const { page } = await open(many, '#suite=no-such-suite')
      await expect.poll(() => seen(page.locator('.case-list'))).toBe('No case fits.')
    })
  })

  describe('accessibility', () => {
    it('has no violations found by axe, with everything open and at first', async () => {
      const { page } = await open(runNamed('every-outcome'))
      expect(await violations(page)).toEqual([])
      // One case of each kind: axe takes longer than the page grows.
      const kinds = ['marks/json', 'marks/stream', 'facts/gap', 'facts/repeats', 'media/pictures']
      const small = { ...PAGE_REPORT, cases: PAGE_REPORT.cases.filter(({ id }) => kinds.includes(id)) }
      const opened = (await open(small)).page
      expect(await shown(opened)).toHaveLength(kinds.length)
      await openAll(opened)
      expect(await violations(opened)).toEqual([])
    })

    it('needs no other check in dark, since that changes nothing but colours', () => {
      const style = readFileSync(join(packageRoot, 'page/style/base.css'), 'utf8')
      const files = readdirSync(join(packageRoot, 'page/style'))
      const others = files.filter((file) => file !== 'base.css')
      for (const file of others)
        expect(readFileSync(join(packageRoot, 'page/style', file), 'utf8')).not.toContain('prefers-color-scheme')
      const [dark = ''] = /@media screen and \(prefers-color-scheme: dark\) \{[^{}]*\{[^{}]*\}\s*\}/.exec(style) ?? []
      expect(style.split('prefers-color-scheme')).toHaveLength(2)
      const declarations = dark
        .slice(dark.lastIndexOf('{') + 1)
        .split(';')
        .slice(0, -1)
      expect(declarations.length).toBeGreaterThan(10)
      for (const declaration of declarations) expect(declaration.trim()).toMatch(/^--[a-z-]+: #[0-9a-f]{6}$/)
    })

    it('prints the open parts, in light colours and without buttons', async () => {
      const { page } = await open(PAGE_REPORT, '#case=marks/json', { colorScheme: 'dark' })
      const colours = (): Promise<unknown> =>
        page.evaluate(
          '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body.parentNode))',
        )
      await expect.poll(() => colours()).toEqual(['rgb(228, 229, 227)', 'rgb(19, 21, 23)'])
      await page.emulateMedia({ media: 'print' })
      await expect.poll(() => colours()).toEqual(['rgb(28, 28, 26)', 'rgb(255, 255, 255)'])
      await expect.poll(() => page.getByRole('searchbox').isVisible()).toBe(false)
      await expect.poll(() => page.getByRole('button', { name: 'Copy link' }).first().isVisible()).toBe(false)
      await expect.poll(() => page.locator('.line.marked').first().isVisible()).toBe(true)
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
    })
  })
})

function isOfCount({ rule }: { readonly rule: string }): boolean {
  return rule === 'choice/count-equals-n'
}

function withFinding(report: Report, fits: (finding: Report['cases'][0]['findings'][0]) => boolean): Report['cases'] {
  return report.cases.filter(({ findings }) => findings.some(fits))
}
