import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withHost } from '../../src/cli/host.ts'
import { outputsOf } from '../../src/cli/options.ts'
import { openLog } from '../../src/cli/progress.ts'
import { openHost } from '../support/cli.ts'

beforeEach(
  () =>
    void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] }),
)
afterEach(() => void vi.useRealTimers())

it('a log says what the run waits for, and how far it is every 30 seconds', () => {
  const { host, output } = openHost()
  const log = withHost(host, openLog)
  vi.advanceTimersByTime(2_900)
  expect(output.text.stderr).toBe('')
  vi.advanceTimersByTime(200)
  expect(output.text.stderr).toBe('waiting for the first reply of the target, 3.0 s\n')
  const cases = ['a/a', 'a/b'].map((id) => ({ id, suite: 'a' }))
  const target = { baseUrl: 'u', model: 'm', profile: 'p' }
  log.update({ type: 'start', tool: { version: '0' }, target, startedAt: '', scope: {}, cases })
  log.update({ type: 'begin', case: 'a/a' })
  log.wait('429 from the target', 2_000)
  log.wait('429 from the target', 7_000)
  // The requests of other cases wait for the same reason.
  log.wait('429 from the target', 7_000)
  vi.advanceTimersByTime(30_000)
  log.stop()
  vi.advanceTimersByTime(90_000)
  expect(output.text.stderr.split('\n').slice(1)).toEqual([
    '429 from the target: waiting 7 s',
    '0 %  0/2 · a/a waits for a reply, 27 s',
    '',
  ])
})

it('a page needs a file on a terminal', () => {
  const { host } = openHost()
  expect(withHost(host, () => outputsOf(['html']))).toEqual([{ name: 'html' }])
  Object.assign(host.stdout, { isTTY: true })
  expect(() => withHost(host, () => outputsOf(['html']))).toThrow('html is a page for a browser: it needs a file')
  expect(withHost(host, () => outputsOf(['html=r.html']))).toHaveLength(2)
})
