/** The page of a report as its readers use it: in a real browser, from a file, without a network. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import type { Report } from '../../src/model/index.ts'
import { RUNS, runNamed } from '../support/runs.ts'
import { describePages, focused, openAll, seen, shown, violations } from './support/browser.ts'
import { hostileReport } from './support/hostile-report.ts'
import { aCase, PAGE_REPORT } from './support/page-report.ts'

const PHONE = { viewport: { width: 360, height: 740 } }

describePages('the page', (open) => {
  const openCase = async (id: string, options = {}): Promise<Page> =>
    (await open(PAGE_REPORT, `#case=${id}`, options)).page

  describe('without a network', () => {
    it.each([...RUNS, ['everything', PAGE_REPORT] as const])('shows %s and loads nothing', async (_, report) => {
      const { page, complaints, asked } = await open(report)
      await expect.poll(() => page.locator('.case').count()).toBe(report.cases.length)
      await openAll(page)
      expect({ complaints, asked }).toEqual({ complaints: [], asked: [] })
    })

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

  describe('filters', () => {
    const many = runNamed('many-cases')
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
      const ids = expected.map(({ id }) => id)
      await expect.poll(() => shown(page)).toEqual(ids)
      // The URL alone leads to the same cases.
      const fragment = new URL(page.url()).hash
      expect(new URLSearchParams(fragment.slice(1)).get(name)).toBe(value)
      expect(await shown((await open(report, fragment)).page)).toEqual(ids)
      await page.getByRole('button', { name: 'Show all' }).click()
      await expect.poll(() => shown(page)).toHaveLength(report.cases.length)
    })

    it('together leave the cases that match all of them', async () => {
      const { page } = await open(many, '#outcome=fail,warn&capability=tools&suite=streaming')
      const fitting = many.cases.filter(
        ({ outcome, needs, suite }) => /fail|warn/.test(outcome) && needs.includes('tools') && suite === 'streaming',
      )
      await expect.poll(() => shown(page)).toEqual(fitting.map(({ id }) => id))
    })

    it('are set by the counts in the tables', async () => {
      const { page } = await open(many)
      await page
        .getByRole('row', { name: /vision/ })
        .getByRole('link', { name: /inconclusive/ })
        .click()
      const fitting = many.cases.filter(({ outcome, needs }) => outcome === 'inconclusive' && needs.includes('vision'))
      await expect.poll(() => shown(page)).toEqual(fitting.map(({ id }) => id))
      await page.goBack()
      await expect.poll(() => shown(page)).toHaveLength(many.cases.length)
    })

    it('scroll into view if a link set them', async () => {
      const { page } = await open(many, '#suite=streaming')
      const top = (): Promise<number> => page.evaluate('document.querySelector("#cases").getBoundingClientRect().top')
      await expect.poll(() => top()).toBeLessThan(100)
      await page.evaluate('scrollTo(0, 0)')
      await page
        .getByRole('row', { name: /vision/ })
        .getByRole('link', { name: 'vision' })
        .click()
      await expect.poll(() => top()).toBeLessThan(100)
    })

    it('report if nothing matches', async () => {
      const { page } = await open(many, '#suite=no-such-suite')
      await expect.poll(() => seen(page.locator('.case-list'))).toBe('No case fits.')
    })
  })

  describe('a case', () => {
    it('is opened by its link, whatever the filters', async () => {
      const { page } = await open(runNamed('conversations'), '#outcome=skip&case=multimodal/halves')
      await expect.poll(() => shown(page)).toEqual(['multimodal/halves', 'multimodal/remote'])
      await expect.poll(() => focused(page)).toContain('multimodal/halves')
      await expect.poll(() => page.locator('.case-body').count()).toBe(1)
    })

    it('is found by several links in a row', async () => {
      const { page } = await open(PAGE_REPORT)
      const notes = page.locator('.notice')
      await page.getByRole('button', { name: /marks\/json/ }).click()
      for (const id of ['marks/stream', 'marks/json', 'marks/stream']) {
        await notes.getByRole('link', { name: id }).click()
        await expect.poll(() => focused(page)).toContain(id)
      }
      await expect.poll(() => page.locator('.case-body').count()).toBe(2)
    })

    it('shows its link while it is open', async () => {
      const { page } = await open(runNamed('conversations'))
      const line = page.getByRole('button', { name: /multimodal\/halves/ })
      await line.click()
      await expect.poll(() => new URL(page.url()).hash).toBe('#case=multimodal/halves')
      await line.click()
      await expect.poll(() => page.locator('.case-body').count()).toBe(0)
      await expect.poll(() => new URL(page.url()).hash).toBe('')
    })

    it('is reached and opened by keyboard', async () => {
      const { page } = await open(runNamed('conversations'))
      await page.getByRole('button', { name: 'Copy link' }).focus()
      await page.keyboard.press('Tab')
      await expect.poll(() => focused(page)).toContain('errors/malformed-json/truncated')
      await page.keyboard.press('j')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('k')
      await expect.poll(() => focused(page)).toContain('errors/model-unknown/plain')
      await page.keyboard.press('Enter')
      await expect.poll(() => seen(page.locator('.case-body'))).toContain('A model that does not exist is refused')
      await page.keyboard.press('Tab')
      await expect.poll(() => page.evaluate('document.activeElement.closest(".case-body") !== null')).toBe(true)
    })

    it('of many turns opens the turns with findings', async () => {
      const turns = Array.from({ length: 9 }, () => PAGE_REPORT.cases[0]?.turns[0] ?? [])
      const report = { ...PAGE_REPORT, cases: [aCase('many/turns', turns.flat(), [{ turn: 7, at: '/status' }])] }
      const { page } = await open(report, '#case=many/turns')
      await expect.poll(() => page.locator('.turn').count()).toBe(9)
      await expect.poll(() => page.locator('.turn:has(.turn-line)').count()).toBe(7)
      await page.getByText('Turn 9 of 9').click()
      await expect.poll(() => page.locator('.turn:has(.turn-line)').count()).toBe(8)
    })

    it('is a conversation with commands to repeat it', async () => {
      const { page } = await open(runNamed('conversations'), '#case=function-calling/round-trip/string/plain')
      const body = page.locator('.case-body')
      await expect.poll(() => body.locator('.turn').count()).toBe(2)
      await expect.poll(() => seen(body.locator('.from-user').first())).toContain('How warm is it in Oslo right now?')
      await expect
        .poll(() => seen(body.locator('.call').first()))
        .toMatch(/calls get_weather call_\w+\s*\{"city": "Oslo"\}/)
      await expect.poll(() => seen(body.locator('.from-tool'))).toContain('In Oslo: 4 °C')
      await expect.poll(() => seen(body.locator('.turn').nth(1))).toContain('2 messages as before')
      await expect
        .poll(() => seen(body.locator('.again')))
        .toContain('chat-conformance run http://127.0.0.1:8000/v1 --case function-calling/round-trip/string/plain')
      await expect.poll(() => seen(body.locator('.again'))).toContain('suites/function-calling.yaml:369')
      await body.getByText('The same request as a curl command').first().click()
      await expect.poll(() => seen(body.locator('.turn').first())).toContain('curl -sS -i')
    })

    it('explains its rules', async () => {
      const rules = await loadRules()
      const { page } = await open(runNamed('conversations'), '#case=parameters/n/three')
      const fold = page.locator('.case-body .rule-fold').first()
      await fold.locator('summary').click()
      // Collapsed content is rendered only when it is opened.
      await fold.getByText('Fix', { exact: true }).waitFor()
      const text = await seen(fold)
      const rule = rules.get('choice/count-equals-n')
      for (const part of [rule?.says, rule?.source, rule?.why, rule?.mend, rule?.level])
        expect(text).toContain(part ?? 'no rule')
      expect(text).toContain(rule?.wrong.split('\n')[0] ?? 'no rule')
    })

    it('shows its pass rate', async () => {
      const text = await seen((await openCase('facts/repeats')).locator('.case-body'))
      expect(text).toContain('8 of 10 passed (80 %; between 49 % and 94.3 % at 95 %)')
      expect(text).toContain('pass^2 62.2 %')
    })

    it('copies its command and its link', async () => {
      const { page } = await open(PAGE_REPORT, '#case=facts/repeats', {
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const copied = (): Promise<unknown> => page.evaluate('navigator.clipboard.readText()')
      await page.getByRole('button', { name: 'Copy the command' }).click()
      await page.getByText('copied').waitFor()
      await expect
        .poll(() => copied())
        .toBe('chat-conformance run http://127.0.0.1:8000/v1 --case facts/repeats --model small --profile lightllm')
      await page.getByRole('button', { name: 'Copy the case' }).click()
      await expect.poll(() => copied()).toBe('repeats:\n  title: About it\n')
      await page.getByRole('button', { name: 'Copy link to this case' }).click()
      await expect.poll(() => copied()).toMatch(/^file:.*#case=facts\/repeats$/)
    })
  })

  describe('accessibility', () => {
    it.each(['light', 'dark'] as const)(
      'has no violations found by axe, in %s',
      async (colorScheme) => {
        for (const report of [PAGE_REPORT, runNamed('every-outcome'), runNamed('conversations')]) {
          const { page } = await open(report, '', { colorScheme })
          expect(await violations(page)).toEqual([])
          await openAll(page)
          expect(await violations(page)).toEqual([])
        }
      },
      180_000,
    )

    it.each([...RUNS, ['everything', PAGE_REPORT] as const, ['hostile bodies', hostileReport()] as const])(
      'fits a phone with all of %s open',
      async (_, report) => {
        const { page } = await open(report, '', PHONE)
        await openAll(page)
        await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(360)
      },
    )

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
