/** The page of a comparison as its readers use it: in a real browser, from a file, without a network. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { describePages, goTo, type Opened, PHONE, seen, violations } from './support/browser.ts'
import { ALPHA, BETA, FOUND, GAMMA, named, pageOf, rules, THREE, TURN } from './support/compared.ts'
import { hostileReport } from './support/hostile-report.ts'
import { aCase, jsonTurn } from './support/page-report.ts'

const EVIDENCE = [
  ['case', 'b/one'],
  ['rule', 'usage/adds-up'],
] as const

describePages('the page of a comparison', (openAny) => {
  const open = (text = THREE, fragment = '', options = {}): Promise<Opened> => openAny(text, fragment, options)
  const table = (page: Page, name: string) => page.locator(`section.scroll[aria-label^="${name}"]`)
  const rowsOf = (page: Page, name: string): Promise<string[]> =>
    table(page, name)
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('th code')?.textContent ?? ''))
  const differencesOnly = (page: Page, name: string) =>
    page.getByRole('checkbox', { name: `Differences only in ${name}`, exact: true })

  it('opens from a file, loads nothing and names the targets', async () => {
    const { page, complaints, asked } = await open()
    const targets = await seen(table(page, 'Targets'))
    for (const fact of [
      'Alpha',
      'Beta',
      'Gamma',
      'does not conform',
      'reference-1',
      'compatible',
      'http://',
      'UTC',
      '8 of 10',
    ])
      expect(targets).toContain(fact)
    await expect.poll(() => seen(page.locator('h1'))).toBe('3 targets compared: 2 of 3 cases differ')
    await page.getByText('The reports that are compared').click()
    const reports = await seen(table(page, 'Reports'))
    expect(reports).toContain('reports/1.json')
    expect(reports).toMatch(/[0-9a-f]{64}/)
    expect(reports).toContain('0.1.0')
    expect({ complaints, asked }).toEqual({ complaints: [], asked: [] })
  })

  it('explains first why the reports are not of the same suite', async () => {
    const { page } = await open(pageOf(ALPHA, named('Beta', BETA, BETA.cases.slice(1))))
    const note = await seen(page.getByRole('complementary', { name: 'Not the same suite' }))
    expect(note).toContain('reports/1.json lacks 1 case (a/same)')
    await expect
      .poll(() => seen(page.getByRole('complementary', { name: 'Please note' })))
      .toContain('are of the same target')
  })

  it('shows with symbols and words what each target does', async () => {
    const { page } = await open()
    const read = async (name: string): Promise<string[]> =>
      (await table(page, name).locator('tbody tr').allTextContents()).map((text) => text.replace(/\s+/g, ' '))
    await expect
      .poll(() => read('Capabilities'))
      .toEqual([
        'tools1✓ 2/22 of 2 passed: 2 pass✗ 0/20 of 2 passed: 2 fail▲ 2/22 of 2 passed: 1 pass, 1 warn',
        'vision1✓ 1/11 of 1 passed: 1 pass✗ 0/10 of 1 passed: 1 fail▲ 1/11 of 1 passed: 1 warn',
      ])
    await expect
      .poll(() => read('Rules that do not hold'))
      .toEqual([
        'MUST usage/adds-up1✓holds✗ 2broken in 2 cases✓holds',
        'SHOULD usage/details1✓holds (1)tolerated in 1 case▲ 1broken in 1 case',
      ])
    await expect
      .poll(() => read('Cases'))
      .toEqual(['b/oneAbout b/one1✓ passpass✗ failfail✓ passpass', 'c/twoAbout c/two1✓ passpass✗ failfail▲ warnwarn'])
    await expect
      .poll(() => read('Request parameters'))
      .toEqual(['stop1✓ honouredhonoured▲ ignoredignored· not testednot tested'])
    const numbers = await seen(table(page, 'Timings in numbers'))
    expect(numbers).toMatch(/Beta\s+Whole reply\s+3\s+90 ms\s+90 ms\s+90 ms\s+90 ms/)
    await expect
      .poll(() => page.getByRole('img', { name: 'Beta, 3 values: least 90 ms, ¼ 90 ms, median 90 ms' }).count())
      .toBe(1)
    await expect
      .poll(() => seen(page.locator('section[aria-labelledby=timings]')))
      .toContain('machines, networks and load differ')
  })

  it('sorts the targets by the MUST rules that they keep', async () => {
    const { page } = await open()
    const rows = await table(page, 'Targets').locator('tbody tr').allInnerTexts()
    expect(rows.map((row) => row.match(/Alpha|Beta|Gamma|\d+ of 10/g))).toEqual([
      ['Alpha', '10 of 10'],
      ['Beta', '8 of 10'],
      ['Gamma', '7 of 10'],
    ])
  })

  it('shows which target has which defect, and opens the evidence of every cell', async () => {
    const { page } = await open()
    const row = table(page, 'Defects').getByRole('row', { name: 'usage/adds-up' })
    const cells = await row.getByRole('button').allInnerTexts()
    expect(cells.map((text) => text.split('\n')[0]?.trim())).toEqual(['✓', '✗ 2 of 3 replies', '✓'])
    await row.getByRole('button', { name: '2 of 3 replies' }).click()
    const evidence = page.getByRole('dialog', { name: 'usage/adds-up' })
    await expect.poll(() => evidence.locator('.case-id').allTextContents()).toEqual(['b/one', 'c/two'])
    await expect.poll(() => new URL(page.url()).hash).toBe('#defect=usage/adds-up&target=Beta')
    // Where it is right, the same cases show how.
    await evidence.getByRole('button', { name: 'Alpha' }).click()
    await expect.poll(() => seen(evidence)).toContain('This target does not have the defect.')
    await expect.poll(() => evidence.locator('.case-id').allTextContents()).toEqual(['b/one', 'c/two'])
    for (const [kind, name, cases] of [
      ['capability', 'vision', ['c/two']],
      ['parameter', 'stop', ['b/one']],
    ] as const) {
      await goTo(page, `#${kind}=${name}&target=Beta`)
      const other = page.getByRole('dialog', { name })
      await expect.poll(() => other.locator('.case-id').allTextContents()).toEqual(cases)
    }
    const plain = await page
      .locator('.matrix:not(.targets) td:not(.count)')
      .evaluateAll((all) => all.filter((cell) => !cell.querySelector('button')).length)
    expect(plain).toBe(0)
  })

  it('clips no table on a wide page, and breaks no word on a phone', async () => {
    const { page } = await open()
    const clipped = await page
      .locator('.scroll')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)
    expect(clipped).toBe(0)
    await page.setViewportSize({ width: 390, height: 844 })
    const broken = await page.evaluate(`(() => {
      const found = []
      const walker = document.createTreeWalker(document.getElementById('app'), NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const { index, 0: word } of node.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
          const range = document.createRange()
          range.setStart(node, index)
          range.setEnd(node, index + word.length)
          const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
          if (tops.size > 1) found.push(word)
        }
      return found
    })()`)
    expect(broken).toEqual([])
  })

  it('shows all cases on request, or only the capabilities that differ, and keeps that in the URL', async () => {
    const { page } = await open()
    await expect.poll(() => rowsOf(page, 'Cases')).toEqual(['b/one', 'c/two'])
    await differencesOnly(page, 'Cases').uncheck()
    await expect.poll(() => rowsOf(page, 'Cases')).toEqual(['a/same', 'b/one', 'c/two'])
    await expect.poll(() => differencesOnly(page, 'Capabilities').isChecked()).toBe(false)
    await differencesOnly(page, 'Capabilities').check()
    const fragment = new URL(page.url()).hash
    expect(fragment).toBe('#capabilities=differing&cases=all')
    const again = (await open(THREE, fragment)).page
    await expect.poll(() => rowsOf(again, 'Cases')).toEqual(['a/same', 'b/one', 'c/two'])
    await expect.poll(() => differencesOnly(again, 'Capabilities').isChecked()).toBe(true)
  })

  it('searches all tables, and keeps the search in the URL', async () => {
    const { page } = await open()
    await page.getByRole('searchbox').fill('USAGE details')
    await expect.poll(() => rowsOf(page, 'Rules that do not hold')).toEqual(['usage/details'])
    await expect.poll(() => rowsOf(page, 'Cases')).toEqual(['c/two'])
    await expect.poll(() => table(page, 'Capabilities').count()).toBe(0)
    await expect.poll(() => page.getByText('Nothing contains “USAGE details”.').count()).toBe(3)
    const again = (await open(THREE, new URL(page.url()).hash)).page
    await expect.poll(() => rowsOf(again, 'Cases')).toEqual(['c/two'])
  })

  it.each([
    ['Case', 'cases-by=name', 'ascending', ['b/one', 'c/two', 'd/three'], ['d/three', 'c/two', 'b/one']],
    ['Fail', 'cases-by=failing', 'descending', ['d/three', 'b/one', 'c/two'], ['b/one', 'c/two', 'd/three']],
    ['Alpha', 'cases-by=target:Alpha', 'descending', ['d/three', 'b/one', 'c/two'], ['b/one', 'c/two', 'd/three']],
    ['Gamma', 'cases-by=target:Gamma', 'descending', ['c/two', 'b/one', 'd/three'], ['b/one', 'd/three', 'c/two']],
  ] as const)('sorts by %s, in reverse, and in the original order', async (head, fragment, order, first, second) => {
    const third = (report: Report, findings: readonly (typeof FOUND)[]): Report => ({
      ...report,
      cases: [...report.cases, aCase('d/three', [TURN], findings)],
    })
    const { page } = await open(pageOf(third(ALPHA, [FOUND]), third(BETA, [FOUND]), third(GAMMA, [])))
    const column = table(page, 'Cases').getByRole('columnheader', { name: head })
    await column.getByRole('button').click()
    await expect.poll(() => rowsOf(page, 'Cases')).toEqual(first)
    await expect.poll(() => column.getAttribute('aria-sort')).toBe(order)
    await expect.poll(() => new URL(page.url()).hash).toBe(`#${fragment}`)
    await column.getByRole('button').click()
    await expect.poll(() => rowsOf(page, 'Cases')).toEqual(second)
    await column.getByRole('button').click()
    await expect.poll(() => rowsOf(page, 'Cases')).toEqual(['b/one', 'c/two', 'd/three'])
    await expect.poll(() => column.getAttribute('aria-sort')).toBe(null)
  })

  describe('the evidence of a cell', () => {
    it('shows the case with its findings at their place, for each target', async () => {
      const { page, complaints } = await open()
      const cell = table(page, 'Cases').getByRole('row', { name: 'b/one' }).getByRole('button', { name: 'fail' })
      await cell.focus()
      await page.keyboard.press('Enter')
      const evidence = page.getByRole('dialog', { name: 'b/one' })
      await expect.poll(() => evidence.locator('[aria-current=true]').textContent()).toContain('Beta')
      const text = await seen(evidence)
      for (const part of ['usage/adds-up', '/usage/total_tokens', 'is not the sum', 'Run it again', 'curl command'])
        expect(text).toContain(part)
      await expect.poll(() => seen(evidence.locator('.json .line.marked'))).toContain('"total_tokens": 3')
      await expect.poll(() => seen(evidence.locator('.json .mark'))).toContain('is not the sum')
      await expect.poll(() => new URL(page.url()).hash).toBe('#case=b/one&target=Beta')
      await evidence.getByRole('button', { name: 'Alpha' }).click()
      await expect.poll(() => evidence.locator('.mark').count()).toBe(0)
      await expect.poll(() => evidence.getByText('/v1/chat/completions').first().isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      await expect.poll(() => evidence.count()).toBe(0)
      await expect.poll(() => page.evaluate('document.activeElement.title')).toBe('fail')
      await expect.poll(() => new URL(page.url()).hash).toBe('')
      expect(complaints).toEqual([])
    })

    it('opens by a link', async () => {
      const { page } = await open(THREE, '#case=c/two&target=Gamma')
      const evidence = page.getByRole('dialog', { name: 'c/two' })
      await expect.poll(() => seen(evidence.locator('.json .mark'))).toContain('usage/details')
      expect(await seen((await open(THREE, '#case=c/two&target=Nobody')).page.getByRole('dialog'))).toContain(
        'There is no data for this case and target.',
      )
    })

    it('of a rule shows every case in which it is violated', async () => {
      const { page } = await open()
      const row = table(page, 'Rules that do not hold').getByRole('row', { name: 'usage/adds-up' })
      await row.getByRole('button', { name: 'broken in 2 cases' }).click()
      const evidence = page.getByRole('dialog', { name: 'usage/adds-up' })
      await expect.poll(() => evidence.locator('.case-id').allTextContents()).toEqual(['b/one', 'c/two'])
      await expect.poll(() => evidence.locator('.line.marked').count()).toBe(1)
      await evidence.getByRole('button', { name: 'c/two' }).click()
      await expect.poll(() => evidence.locator('.line.marked').count()).toBe(2)
      await evidence.getByRole('button', { name: 'Gamma' }).click()
      await expect.poll(() => seen(evidence)).toContain('This target does not break the rule.')
    })

    it('explains the rule, above its cases and at each finding', async () => {
      const known = rules.get('usage/total-is-sum')
      const broken = aCase('b/one', [TURN], [{ ...FOUND, rule: 'usage/total-is-sum' }])
      const text = pageOf(ALPHA, named('Beta', BETA, [broken]))
      const ruleFold = (page: Page) => page.getByRole('dialog').locator('.rule-fold').first()
      const { page } = await open(text, '#rule=usage/total-is-sum&target=Beta')
      await expect.poll(() => seen(page.locator('.rule-asked'))).toContain(known?.says)
      await ruleFold(page).locator('summary').click()
      await expect.poll(() => seen(ruleFold(page))).toContain(known?.mend)
      const other = (await open(text, '#case=b/one&target=Beta')).page
      await ruleFold(other).locator('summary').click()
      await expect.poll(() => seen(ruleFold(other))).toContain(known?.source)
    })

    it('says what was left out, and where to find it', async () => {
      const long = jsonTurn(`{"text":"${'word '.repeat(8000)}"}`)
      const many = Array.from({ length: 70 }, (_, i) => ({ ...FOUND, at: `/text/${i}` }))
      const { page } = await open(
        pageOf(ALPHA, named('Beta', BETA, [aCase('b/one', [long], many)])),
        '#case=b/one&target=Beta',
      )
      const note = await seen(page.getByRole('complementary', { name: 'Left out' }))
      expect(note).toContain('20 more findings')
      expect(note).toContain('the first 16,000 characters of a reply')
      expect(note).toContain('reports/1.json')
    })

    it('of cases without differences is in the reports', async () => {
      const { page } = await open(THREE, '#case=a/same&target=Alpha')
      await expect.poll(() => seen(page.getByRole('complementary', { name: 'Left out' }))).toContain('reports/2.json')
    })
  })

  it('cannot be broken or made to run code by text of a server, a suite or a name', async () => {
    const evil = '</script><img src=x onerror="window.owned=1">\u202e<!--'
    const first = hostileReport()
    const second = named(
      evil,
      { ...first, target: { ...first.target, model: evil, baseUrl: 'http://a.example/<b>' } },
      first.cases.map((one) => ({ ...one, outcome: 'warn' as const })),
    )
    const text = pageOf(named(`${evil} '"`, first), second)
    const fragment = `#case=${encodeURIComponent(first.cases[0]?.id ?? '')}&target=${encodeURIComponent(evil)}`
    const { page, complaints, asked } = await open(text, fragment)
    await page.locator('dialog .case-body').waitFor()
    await page.keyboard.press('Escape')
    for (const cell of (await page.locator('button.cell').all()).slice(0, 12)) {
      await cell.click()
      await page.keyboard.press('Escape')
    }
    await expect.poll(() => page.evaluate('Object.keys(window).filter((name) => name.startsWith("owned"))')).toEqual([])
    expect({ complaints, asked }).toEqual({ complaints: [], asked: [] })
    await expect.poll(() => page.locator('script').count()).toBe(2)
    await expect.poll(() => page.locator('[onerror], [onload], iframe, object, embed, form').count()).toBe(0)
    await expect.poll(() => seen(page.locator('body'))).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u001b]/)
  })

  describe('accessibility', () => {
    it('has no violations found by axe, in light and in dark', async () => {
      const { page } = await open(THREE, '#cases=all')
      expect(await violations(page)).toEqual([])
      await goTo(page, '#defect=usage/adds-up&target=Beta')
      await page.getByRole('dialog').waitFor()
      expect(await violations(page)).toEqual([])
    }, 120_000)

    it('of ten targets fits a phone, with tables that scroll on their own', async () => {
      const many = pageOf(
        ...Array.from({ length: 10 }, (_, i) => named(`A long name of target ${i}`, i % 2 ? BETA : GAMMA)),
      )
      const { page } = await open(many)
      const fits = () => expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width)
      await page.setViewportSize(PHONE)
      await fits()
      const cases = table(page, 'Cases')
      await expect.poll(() => cases.evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(true)
      await cases.focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => cases.evaluate((one) => one.scrollLeft)).toBeGreaterThan(20)
      const left = await cases.evaluate((one) => one.getBoundingClientRect().left)
      const head = await cases.getByRole('rowheader').first().boundingBox()
      // The header of a row stays visible.
      expect(Math.round((head?.x ?? 0) - left)).toBeLessThanOrEqual(1)
      for (const [kind, name] of EVIDENCE) {
        await goTo(page, `#${kind}=${name}&target=A+long+name+of+target+1`)
        await page.getByRole('dialog', { name }).waitFor()
        await fits()
      }
    }, 120_000)

    it('prints in light colours and without buttons', async () => {
      const { page } = await open(THREE, '', { colorScheme: 'dark' })
      await page.emulateMedia({ media: 'print' })
      await expect
        .poll(() => page.evaluate('getComputedStyle(document.documentElement).backgroundColor'))
        .toBe('rgb(255, 255, 255)')
      await expect.poll(() => page.getByRole('searchbox').isVisible()).toBe(false)
      await expect.poll(() => page.getByRole('checkbox').first().isVisible()).toBe(false)
      // As wide as a sheet of paper: no table is cut off.
      await page.setViewportSize({ width: 720, height: 1000 })
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(720)
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
    })
  })
})
