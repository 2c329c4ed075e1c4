/** What the page of a report leads with, for the servers that all reporters are shown with. */
import { expect, it } from 'vitest'
import { reportOfScene, SCENE_NAMES } from '../support/reports.ts'
import { describePages } from './support/browser.ts'

describePages('the page', (open) => {
  it.each(SCENE_NAMES)('leads with what is wrong: %s', async (name) => {
    const { page } = await open(await reportOfScene(name))
    await expect.poll(() => page.locator('.case').count()).toBeGreaterThan(0)
    const parts = await page.locator('h1, [aria-label="Rules kept"], .defect').allInnerTexts()
    const lines = parts.flatMap((text) => text.split('\n')).map((line) => line.trim())
    await expect(`${lines.filter(Boolean).join('\n')}\n`).toMatchFileSnapshot(`snapshots/scenes/${name}.txt`)
  })
})
