/** Pages in a real browser, from files and without a network. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import html from '../../../reporters/html.ts'
import { loadRules } from '../../../src/ask/registry.ts'
import type { Report, Rule } from '../../../src/model/index.ts'
import { textOf } from '../../support/runs.ts'

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`)
const browserPath = BROWSERS.find((path) => existsSync(path))

/** Why no page can be opened; undefined if there is a browser. */
const noBrowser = browserPath ? undefined : 'Chromium is missing: apt-get install chromium'

/** The HTML of the page of a report. */
export function pageText(report: Report, rules: ReadonlyMap<string, Rule> = new Map()): string {
  return textOf(html({ color: false, rules }), report)
}

/** A page that was opened, and what its browser reported. */
export interface Opened {
  readonly page: Page
  /** Errors, warnings and violations of the content security policy. */
  readonly complaints: readonly string[]
  /** URLs that were requested, except for the file itself and data inside it. */
  readonly asked: readonly string[]
}

/** What differs from a wide page in light colours. */
export interface Setting {
  readonly colorScheme?: 'light' | 'dark'
  /** What the page may do without a question to the reader. */
  readonly permissions?: readonly string[]
}

/** Opens the page of a report, or a page given as HTML. */
export type Open = (page: Report | string, fragment?: string, setting?: Setting) => Promise<Opened>

const WIDE = { width: 1280, height: 720 }
export const PHONE = { width: 360, height: 740 }

/**
 * Tests of pages. A test file has one browser with one page, because a second page costs more than loading the first
 * again. The page is loaded whenever it is opened, so it is the last page that was opened.
 */
export function describePages(what: string, tests: (open: Open) => void): void {
  // In CI nobody reads the output, so a missing browser is a failure there.
  const name = `${what}${noBrowser ? ` (${noBrowser})` : ''}`
  describe.skipIf(noBrowser !== undefined && !process.env.CI)(name, { timeout: PATIENCE }, () => {
    let reader: Reader
    let rules: ReadonlyMap<string, Rule>
    const texts = new Map<Report, string>()
    const textOfPage = (report: Report): string => {
      const text = texts.get(report) ?? pageText(report, rules)
      texts.set(report, text)
      return text
    }
    beforeAll(async () => {
      rules = await loadRules()
      reader = await startReader()
    }, PATIENCE)
    afterAll(() => reader?.close(), PATIENCE)
    tests((page, fragment, setting) =>
      reader.open(typeof page === 'string' ? page : textOfPage(page), fragment, setting),
    )
  })
}

/** A browser is slow on a busy machine. */
const PATIENCE = 60_000

interface Reader {
  open(text: string, fragment?: string, setting?: Setting): Promise<Opened>
  close(): Promise<void>
}

/** @throws Error if there is no browser */
async function startReader(): Promise<Reader> {
  if (!browserPath) throw new Error(noBrowser)
  // In a container there is only the root user.
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-software-rasterizer'],
  })
  const folder = mkdtempSync(join(tmpdir(), 'chat-conformance-page-'))
  const addresses = new Map<string, string>()
  const addressOf = (text: string): string => {
    const known = addresses.get(text)
    if (known) return known
    const path = join(folder, `${addresses.size}.html`)
    writeFileSync(path, text)
    const address = pathToFileURL(path).href
    addresses.set(text, address)
    return address
  }
  const tab = await openTab(browser)
  return {
    open: (text, fragment = '', setting = {}) => load(tab, `${addressOf(text)}${fragment}`, setting),
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Tab {
  readonly page: Page
  /** Where messages and requests are recorded now. */
  notes: { readonly address: string; readonly complaints: string[]; readonly asked: string[] }
}

async function openTab(browser: Browser): Promise<Tab> {
  const context = await browser.newContext({ offline: true, viewport: WIDE })
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  const tab: Tab = { page, notes: { address: '', complaints: [], asked: [] } }
  page.on('console', (message) => tab.notes.complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => tab.notes.complaints.push(error.message))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith('data:') && url !== tab.notes.address) tab.notes.asked.push(url)
  })
  return tab
}

async function load(tab: Tab, address: string, { colorScheme = 'light', permissions = [] }: Setting): Promise<Opened> {
  const { page } = tab
  // Changing only the fragment would not reload the page.
  await page.goto('about:blank')
  await page.emulateMedia({ media: null, colorScheme })
  await page.setViewportSize(WIDE)
  await page.context().clearPermissions()
  if (permissions.length) await page.context().grantPermissions([...permissions])
  const notes = { address: address.replace(/#.*/, ''), complaints: [], asked: [] }
  tab.notes = notes
  await page.goto(address)
  return { page, complaints: notes.complaints, asked: notes.asked }
}

/** Follows a link within the page, which does not load it again. */
export async function goTo(page: Page, fragment: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`)
}

/** The text of an element as a reader sees it. */
export function seen(element: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: this is not a DOM node, and hidden text must be left out
  return element.innerText()
}

/** Ids of the cases that are shown. */
export function shown(page: Page): Promise<(string | null)[]> {
  return page.locator('.case-line').evaluateAll((lines) => lines.map((line) => line.getAttribute('data-case')))
}

/** The text of the focused element. */
export function focused(page: Page): Promise<unknown> {
  return page.evaluate('document.activeElement.textContent')
}

/**
 * The violations that axe finds, with their elements: of all rules in light colours, of the rules about colours in dark
 * colours. The other rules read no colours, and the dark style sheet changes nothing else.
 */
export async function violations(page: Page): Promise<unknown> {
  await page.evaluate(`window.axe || (() => { ${axe.source} })()`)
  const run = async (colorScheme: 'light' | 'dark', options: object): Promise<unknown[]> => {
    await page.emulateMedia({ colorScheme })
    const all = JSON.stringify({ resultTypes: ['violations'], selectors: false, ...options })
    return await page.evaluate(`axe.run(document, ${all}).then(({ violations }) => violations.map(({ id, nodes }) =>
      '${colorScheme} ' + id + ': ' + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')))`)
  }
  return [...(await run('light', {})), ...(await run('dark', { runOnly: ['color-contrast', 'link-in-text-block'] }))]
}

/** The ids of elements that are not unique. */
export function repeatedIds(page: Page): Promise<string[]> {
  return page.locator('[id]').evaluateAll((elements) => {
    const ids = elements.map(({ id }) => id)
    return ids.filter((id, i) => ids.indexOf(id) !== i)
  })
}

const MOST_OPEN = 8

/** Opens the first cases, and everything in them. */
export async function openAll(page: Page, most = MOST_OPEN): Promise<void> {
  await page.evaluate(`(async () => {
    const settle = () => new Promise((done) => setTimeout(done, 20))
    for (const line of [...document.querySelectorAll('.case-line')].slice(0, ${most})) if (line.ariaExpanded !== 'true') line.click()
    await settle()
    for (let closed; await settle(), (closed = [...document.querySelectorAll('details:not([open]) > summary')]).length; )
      for (const summary of closed) summary.click()
  })()`)
}
