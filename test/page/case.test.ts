/** A case on the page of a report: how it is found, opened, walked through and copied. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { rankOf } from '../../text/outcomes.ts'
import { runNamed } from '../support/runs.ts'
import { describePages, focused, seen, shown } from './support/browser.ts'
import { aCase, PAGE_REPORT } from './support/page-report.ts'

describePages('a case on the page', (open) => {
  const openCase = async (id: string, options = {}): Promise<Page> =>
    (await open(PAGE_REPORT, `#case=${id}`, options)).page

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
    const report = runNamed('conversations')
    const [first, second] = report.cases.toSorted((a, b) => rankOf(a.outcome) - rankOf(b.outcome))
    const { page } = await open(report)
    await page.getByRole('button', { name: 'Copy link' }).focus()
    await page.keyboard.press('Tab')
    await expect.poll(() => focused(page)).toContain(first?.id)
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('k')
    await expect.poll(() => focused(page)).toContain(second?.id)
    await page.keyboard.press('Enter')
    await expect.poll(() => seen(page.locator('.case-body'))).toContain(second?.title)
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
