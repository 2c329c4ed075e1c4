/** How the page of a report shows replies: findings at their place, streams and bytes, and hostile content. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { describePages, focused, openAll, PHONE, seen, shown } from './support/browser.ts'
import { hostileReport } from './support/hostile-report.ts'
import { PAGE_REPORT } from './support/page-report.ts'

describePages('the replies on the page', (open) => {
  const openCase = async (id: string, options = {}): Promise<Page> =>
    (await open(PAGE_REPORT, `#case=${id}`, options)).page

  describe('findings', () => {
    it('are shown at the node they are about', async () => {
      const page = await openCase('marks/json')
      const node = page.locator('.line.marked[data-at="/choices/0/message/content"]')
      await expect.poll(() => seen(node)).toContain('"content": "Four."')
      await expect
        .poll(() => node.evaluate((element) => element.nextElementSibling?.textContent))
        .toContain('is no number')
    })

    it('about missing members are shown in the parent', async () => {
      const page = await openCase('marks/json')
      const missing = page.locator('.json .gone')
      expect((await seen(missing)).replace(/\s+/g, ' ')).toBe('usage › total_tokens MUST is missing a/rule')
    })

    it('are shown at the status and at headers, also at missing headers', async () => {
      const page = await openCase('marks/json')
      await expect.poll(() => seen(page.locator('.status.marked'))).toBe('200')
      await expect.poll(() => seen(page.locator('.headers .line.marked'))).toBe('x-thing: one')
      await expect.poll(() => seen(page.locator('.headers .gone'))).toContain('x-absent')
    })

    it('about something that is not shown are shown at the turn', async () => {
      const page = await openCase('marks/json')
      await expect
        .poll(() => page.locator('.turn > .mark').allInnerTexts())
        .toEqual([expect.stringContaining('is odd'), expect.stringContaining('is strange as a whole')])
      const stream = await openCase('marks/stream')
      await expect.poll(() => seen(stream.locator('.turn > .mark'))).toContain('/chunks/77 is nowhere')
    })

    it('that do not count give the reason and are not highlighted', async () => {
      const page = await openCase('marks/json')
      const created = page.locator('.line.marked[data-at="/created"]')
      await expect.poll(() => created.getAttribute('class')).toContain('is-quiet')
      await page.getByText('2 findings that do not count').click()
      const text = await page.locator('.finding.is-quiet').allInnerTexts()
      expect(text.join()).toContain('tolerated by the profile: everyone does it')
      expect(text.join()).toContain('known by the baseline: waits for release 5')
    })

    it('of a stream are shown at their event, in the order of arrival', async () => {
      const page = await openCase('marks/stream')
      const marks = await page
        .locator('.events > li.marked')
        .evaluateAll((rows) => rows.map((row) => [row.getAttribute('data-event'), row.getAttribute('data-chunk')]))
      // The second event is not a chunk, so the second chunk is the third event.
      expect(marks).toEqual([
        ['1', null],
        ['2', '1'],
        ['3', null],
      ])
      const node = page.locator('[data-event="2"] .line.marked[data-at="/choices/0/delta/content"]')
      await expect.poll(() => seen(node)).toContain('"ur"')
      await expect.poll(() => seen(page.locator('.the-end'))).toContain('no end mark')
      const markedLines = page.locator('[aria-label="Completion, assembled"] .line.marked')
      await expect.poll(() => seen(markedLines)).toContain('"content": "Four."')
      await expect.poll(() => page.locator('.timeline svg .found').count()).toBe(3)
    })

    it('that compare replies are shown in the reply that they name', async () => {
      const page = await openCase('marks/conversation')
      await expect.poll(() => page.locator('.turn').nth(0).locator('.line.marked').count()).toBe(0)
      await expect.poll(() => seen(page.locator('.turn').nth(1).locator('.line.marked'))).toContain('"Five."')
    })

    it('are reachable from the list, however long the stream', async () => {
      const page = await openCase('marks/long-stream')
      await expect.poll(() => page.locator('.events > li.event').count()).toBeLessThan(30)
      await page.getByRole('button', { name: '/chunks/200/id' }).click()
      await expect.poll(() => focused(page)).toContain('is in the middle')
      await page
        .getByRole('button', { name: /194 events without findings/ })
        .first()
        .click()
      await expect.poll(() => page.locator('.events > li.event').count()).toBeGreaterThan(200)
    })
  })

  describe('received data', () => {
    it('is shown with times and gaps', async () => {
      const page = await openCase('facts/gap')
      const line = page.locator('.timeline')
      await expect.poll(() => seen(line)).toMatch(/first byte 12 ms\s+first chunk 10 ms/)
      await expect.poll(() => seen(line)).toContain('123.5 kB left out')
      await expect.poll(() => line.locator('.left-out').count()).toBe(1)
      await expect.poll(() => seen(page.locator('.from-assistant'))).toMatch(/the beginning of the reply\s+ab/)
      await page.getByText('Events: 2').click()
      await expect.poll(() => seen(page.locator('.turn .fold-body'))).toContain('is left out')
      await expect.poll(() => seen(page.locator('.events'))).not.toContain('DONE')
      await expect.poll(() => seen(page.locator('.turn > .mark'))).toContain('is in what is left out')
      await page.getByText(/^Raw bytes/).click()
      await expect.poll(() => seen(page.locator('.pieces li').nth(1))).toContain('123.5 kB of the reply are left out')
    })

    it('can be shown byte by byte', async () => {
      const page = await openCase('facts/bytes')
      await page.getByText('Raw bytes: 4 bytes in 1 piece').click()
      await expect.poll(() => seen(page.locator('.pieces'))).toContain('00 ff 41 42')
      await expect.poll(() => seen(page.locator('.pieces'))).toContain('..AB')
    })

    it('may be empty', async () => {
      const page = await openCase('facts/no-reply')
      await expect.poll(() => seen(page.locator('.turn'))).toMatch(/no status unreachable[\s\S]*No reply came\./)
    })

    it('shows images and plays audio that are complete in the report', async () => {
      const page = await openCase('media/pictures')
      const text = await seen(page.locator('.from-user'))
      await page.getByText('Image, cannot be shown').nth(1).waitFor()
      expect(
        await page
          .locator('img')
          .evaluateAll((images) => images.map((one) => (one as unknown as { naturalWidth: number }).naturalWidth)),
      ).toEqual([1])
      expect(text).toContain('Image, not loaded, because it is elsewhere: https://pictures.example/cat.png')
      await expect.poll(() => page.locator('audio').count()).toBe(1)
      await page.waitForFunction('document.querySelector("audio").duration === 0.5')
      expect(text).toContain('Audio, cannot be played')
    })
  })

  describe('hostile content', () => {
    it('cannot run or break the page, and fits a phone', async () => {
      const report = hostileReport()
      const { page, complaints, asked } = await open(report)
      await expect.poll(() => shown(page)).toHaveLength(report.cases.length)
      await openAll(page, report.cases.length)
      await expect.poll(() => page.locator('.case-body').count()).toBe(report.cases.length)
      await page.waitForTimeout(200)
      await expect
        .poll(() => page.evaluate('Object.keys(window).filter((name) => name.startsWith("owned"))'))
        .toEqual([])
      expect({ complaints, asked }).toEqual({ complaints: [], asked: [] })
      await expect.poll(() => page.locator('script').count()).toBe(2)
      await expect
        .poll(() => page.locator('iframe, object, embed, form, base, svg script, [onerror], [onload]').count())
        .toBe(0)
      const addresses = await page
        .locator('[src], [href]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('src') ?? one.getAttribute('href') ?? ''))
      for (const address of addresses)
        expect(address.slice(0, 40)).toMatch(
          /^(#|data:,|data:(image\/(png|jpeg)|audio\/wav);base64,|https:\/\/github\.com\/)/,
        )
      await expect.poll(() => seen(page.locator('body'))).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u001b]/)
      await expect.poll(() => page.getByText('This cannot be shown').count()).toBe(0)
      await page.setViewportSize(PHONE)
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width)
    })
  })
})
